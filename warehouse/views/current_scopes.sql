-- The scope that holds for each document: a reviewer's last word unless it was taken back, else that of the version that counts.
-- earlier_version: a reviewer's, made on a text that has changed materially since
with last_word as (
    select * from scopes where coalesce(amended_by, '') != ''
    qualify row_number() over (partition by document_number order by created_at desc, scope_id) = 1
), amended as (
    select * from last_word where scope is not null
), as_read as (
    select scopes.* from scopes left join newest_documents on newest_documents.document_number = scopes.document_number
    where coalesce(amended_by, '') = ''
    qualify row_number() over (
        partition by scopes.document_number
        order by scopes.fingerprint is not distinct from newest_documents.fingerprint desc, created_at desc, scope_id
    ) = 1
), holding as (
    from amended union all from as_read where document_number not in (select document_number from amended)
)
select
    holding.*,
    coalesce(amended_by, '') != '' and holding.fingerprint is distinct from newest_documents.fingerprint as earlier_version
from holding left join newest_documents on newest_documents.document_number = holding.document_number
