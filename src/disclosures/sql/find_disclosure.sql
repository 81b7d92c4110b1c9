select id, person_id, recipient_class, provider_id, recipient_enc, basis, consent_id, categories, purpose, channel, disclosed_at,
       review, reviewed_by, reviewed_at, recorded_by, recorded_at, created_mac, row_version
from disclosure
where org_id = $1 and id = $2 and voided_at is null
