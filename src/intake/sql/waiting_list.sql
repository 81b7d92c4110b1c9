-- Who waits for a place in a programme ($2) at a site ($3), as far as the caller may see: at her places ($4 everywhere,
-- $5 sites), or hers. In the order of the line: $6 are the priorities, the most urgent first.
select w.referral_id, w.person_id, w.priority, w.since
from (select distinct on (e.referral_id) e.referral_id, r.person_id, e.priority, e.since
      from waiting_entry e
      join referral_in r on r.org_id = e.org_id and r.id = e.referral_id
      where e.org_id = $1 and r.programme_id = $2 and r.site_id = $3 and r.state = 'waiting' and r.voided_at is null
        and ($4 or r.site_id = any ($5) or r.id in (select access.tied_referrals()))
      order by e.referral_id, e.recorded_at desc, e.id desc) w
order by array_position($6::text[], w.priority), w.since, w.referral_id
