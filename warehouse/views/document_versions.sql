-- Every version of every document, as it was read from each of its publications by each reader.
-- origin: who tells, in the order of precedence: 0 published, 1 on public inspection, 2 a page, letter or file
-- recency: 1 for the version that counts: of the highest origin, with a day of publication if any, from the newest fetch and reading
with told as (
    select
        documents.*, fetched_at, case
            when source = 'public_inspection' then 1
            when citation is not null or source = 'federal_register' or media_type like '%xml%' then 0
            when filed_at is not null then 1
            else 2
        end as origin
    from documents join publications on publications.sha256 = documents.publication_sha256
)
select
    * exclude (fetched_at), row_number() over (
        partition by document_number
        order by origin, publication_date is null, fetched_at desc, read_at desc, reader_version desc, publication_sha256
    ) as recency
from told
