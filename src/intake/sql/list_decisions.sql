-- What was decided about a referral, newest first.
select id, evaluation_id, decision, reason, override_id, requested_by, decided_at, recorded_by
from referral_decision
where org_id = $1 and referral_id = $2
order by recorded_at desc, id desc
