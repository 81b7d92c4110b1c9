select id, person_id, kind, number_enc, created_mac, row_version, false as voided
from identifier
where org_id = $1 and person_id = $2 and voided_at is null
order by id
