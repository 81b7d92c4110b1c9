-- The steps taken, in the order of what happened.
select state, occurred_at, recorded_by, recorded_at
from referral_out_event
where org_id = $1 and referral_out_id = $2
order by occurred_at, recorded_at, id
