select id, kind, language, version, body, written_by, approved_by, approved_at, recorded_at, created_mac, row_version
from consent_text
where org_id = $1 and id = $2 and voided_at is null
