-- Somebody decided that it is not to be done: what it said goes.
update sync_op set voided_at = $4, void_reason = $5, decided_by = $6, decided_at = $4, wrapped = null, payload_enc = null,
                   row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and status = 'held' and voided_at is null
