-- Requests that a rule be set aside, of one referral ($2) or one of them ($3), newest first.
select o.id, o.referral_id, o.evaluation_id, o.reason, o.state, o.asked_by, o.asked_at, o.decided_by, o.decided_at,
       o.row_version, o.created_mac
from eligibility_override o
where o.org_id = $1 and o.voided_at is null
  and ($2::uuid is null or o.referral_id = $2) and ($3::uuid is null or o.id = $3)
order by o.asked_at desc, o.id desc
