select id, person_id, kind, number_enc, created_mac, row_version, voided_at is not null as voided
from identifier
where org_id = $1 and id = $2
