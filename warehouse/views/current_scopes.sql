-- The scope that holds for each document: a reviewer's for the present text first, then the newest.
select scopes.*
from scopes left join newest_documents on newest_documents.document_number = scopes.document_number
qualify row_number() over (
    partition by scopes.document_number
    order by scopes.amended_by != '' and scopes.fingerprint is not distinct from newest_documents.fingerprint desc,
        scopes.created_at desc, scopes.scope_id
) = 1
