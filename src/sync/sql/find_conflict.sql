-- One conflict with both values, sealed; no row: not there for this caller.
select c.id, c.person_id, c.entity, c.entity_id, c.field, c.kept, c.state, c.recorded_at, c.recorded_by,
       c.resolved_by, c.row_version, c.wrapped, c.sent_enc, c.stood_enc
from sync_conflict c
where c.org_id = $1 and c.id = $2 and c.voided_at is null
