select id, enrolment_id, form_id, item_key, class, kind, value, value_enc, missing, asked_on, source_kind, recorded_by,
       recorded_at, void_reason, created_mac, row_version
from intake_answer
where org_id = $1 and id = $2
