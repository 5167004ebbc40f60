-- Each document once, in the version read from its newest publication.
select documents.*
from documents join publications on publications.sha256 = documents.publication_sha256
qualify row_number() over (
    partition by document_number order by fetched_at desc, read_at desc, reader_version desc, publication_sha256
) = 1
