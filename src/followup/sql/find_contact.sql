select id, followup_id, contacted_on, source_kind, result, recorded_by, recorded_at, voided_at is not null as voided,
       void_reason, created_mac, row_version
from followup_contact
where org_id = $1 and id = $2
