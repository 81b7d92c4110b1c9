-- The fields that an operation and somebody else changed.
select c.id, c.field, c.kept, c.state from sync_conflict c
where c.org_id = $1 and c.sync_op_id = $2
order by c.field
