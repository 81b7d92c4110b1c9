select id, person_id, kind, value_enc, safe_to_call, safe_to_text, safe_to_leave_message, only_when_enc, who_may_answer_enc,
       valid_from, valid_to, created_mac, row_version, voided_at is not null as voided
from contact_method
where org_id = $1 and id = $2
