-- A page of the referrals the caller may see: at her places ($3 everywhere, $4 sites), or her own. What runs out first
-- comes first, then what waits for nothing; $13 and $14 name the last row of the page before.
select r.id, r.person_id, r.programme_id, r.site_id, r.mandate, r.urgency, r.reasons, r.agreed, r.received_at,
       r.contact_safety, r.state, r.moved_at, r.triaged_at, r.first_attempt_at, r.first_contact_at, r.ended_at,
       r.due_on, r.waits_until, r.row_version, r.recorded_by, r.void_reason, s.time_zone
from referral_in r
join site s on s.org_id = r.org_id and s.id = r.site_id
where r.org_id = $1
  and ($3 or r.site_id = any ($4) or r.id in (select access.tied_referrals()))
  and ($5::uuid is null or r.person_id = $5)
  and ($6::uuid is null or r.site_id = $6)
  and ($7::uuid is null or r.programme_id = $7)
  and ($8::text is null or r.state = $8)
  and ($9::text is null or r.urgency = $9)
  and (not $10 or r.waits_until < ($11 at time zone s.time_zone)::date)
  and ($12 or (r.ended_at is null and r.voided_at is null))
  and ($13::uuid is null or (coalesce(r.waits_until, 'infinity'), r.id) > (coalesce($14::date, 'infinity'), $13))
order by coalesce(r.waits_until, 'infinity'), r.id
limit $2
