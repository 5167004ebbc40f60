-- Each document once, in the version that counts: published before on inspection before told by a page, then the newest.
select * exclude (recency) from document_versions where recency = 1
