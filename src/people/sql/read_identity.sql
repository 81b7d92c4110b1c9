select i.legal_name_enc, i.known_as_enc, i.birth_date_enc, i.birth_date_quality, i.row_version
from person_identity i
where i.org_id = $1 and i.person_id = $2 and i.voided_at is null
