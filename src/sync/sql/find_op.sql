-- One operation by its id; no row: not there for this caller.
select o.id, o.op_id, o.recorded_by, o.operation, o.entity_id, o.person_id, o.site_id, o.payload_mac, o.wrapped,
       o.payload_enc, o.client_at, o.skew_ms, o.status, o.code, o.problem, o.pointer, o.entity_version, o.recorded_at,
       o.decided_by, o.row_version, o.void_reason, o.rescued_by
from sync_op o
where o.org_id = $1 and o.id = $2
