-- What was done, in the order it was written down: a step told late follows the state it was told in.
select step, to_state, reason, occurred_at, recorded_by
from referral_event
where org_id = $1 and referral_id = $2
order by recorded_at, id
