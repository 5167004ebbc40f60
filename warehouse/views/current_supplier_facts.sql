-- The supplier facts that hold.
select * from supplier_facts where removed_at is null
