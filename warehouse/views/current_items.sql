-- The inventory as it stands: the current version of each item that is still listed.
select * from items where valid_to is null
