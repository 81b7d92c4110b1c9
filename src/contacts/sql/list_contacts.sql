-- The ways to reach somebody: those that hold first, then what is over.
select id, person_id, kind, value_enc, safe_to_call, safe_to_text, safe_to_leave_message, only_when_enc, who_may_answer_enc,
       valid_from, valid_to, created_mac, row_version, false as voided
from contact_method
where org_id = $1 and person_id = $2 and voided_at is null
order by valid_to desc nulls first, valid_from desc, id desc
