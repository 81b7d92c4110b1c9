-- Where somebody was sent, the latest first (at most 200).
select id, enrolment_id, person_id, provider_id, service, warm, disclosure_id, made_at, state, moved_at, answer_due_on, recorded_by,
       recorded_at, created_mac, row_version
from referral_out
where org_id = $1 and enrolment_id = $2 and voided_at is null
order by made_at desc, id desc
limit 200
