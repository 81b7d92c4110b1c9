-- What became of an operation. One that stands needs its payload no more, and whom it is about may be known only now; of one
-- that is held the row it was to make says nothing.
update sync_op o
set status = $3, code = $4, problem = $5, pointer = $6, entity_version = $7, wrapped = $8, payload_enc = $9,
    waits_for = $10, only_author = $11, decided_by = $12, decided_at = $13, wrote = $14,
    person_id = coalesce(o.person_id, case when $3 <> 'held' then
        (select s.person_id from access.sync_subject(array[o.entity_id], o.recorded_by) s) end),
    row_version = o.row_version + 1
where o.org_id = $1 and o.id = $2 and o.status in ('received', 'held') and o.voided_at is null
