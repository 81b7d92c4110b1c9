-- A page of what waits for somebody to decide, the oldest first: the caller's own ($2), and that of places she answers for
-- ($3 everywhere, $4 sites); there what waits for something that has not arrived only if it has waited since before $8, for it
-- is let in by itself when that arrives. $5 and $6 name the last row of the page before.
select o.id, o.op_id, o.recorded_by, o.operation, o.entity_id, o.person_id, o.site_id, o.payload_mac, o.wrapped,
       o.payload_enc, o.client_at, o.skew_ms, o.status, o.code, o.problem, o.pointer, o.entity_version, o.recorded_at,
       o.decided_by, o.row_version, o.void_reason, o.rescued_by
from sync_op o
where o.org_id = $1 and o.status = 'held' and o.voided_at is null
  and (o.recorded_by = $2
       or (($3 or o.site_id = any ($4)) and (o.code <> 'missing_parent' or o.recorded_at < $8)))
  and ($5::timestamptz is null or (o.recorded_at, o.id) > ($5, $6))
order by o.recorded_at, o.id
limit $7
