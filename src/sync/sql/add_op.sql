-- Kept before it is judged. Whom it is about is looked up behind the wall ($12: what it names) and said to nobody. $15: who
-- brought it, where somebody else did than wrote it ($4).
insert into sync_op (org_id, id, op_id, recorded_by, device_id, seq, operation, entity_id, schema_no, payload_mac, client_at,
                     skew_ms, person_id, site_id, status, recorded_at, rescued_by)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $13, s.person_id, s.site_id, 'received', $14, $15
from access.sync_subject($12, $4) s
