-- One referral with everything a decision about it needs: the site's clock, the person's key, whether the caller is
-- tied to it.
select r.id, r.person_id, r.programme_id, r.site_id, r.mandate, r.urgency, r.reasons, r.agreed, r.received_at,
       r.contact_safety, r.state, r.moved_at, r.triaged_at, r.first_attempt_at, r.first_contact_at, r.ended_at,
       r.due_on, r.waits_until, r.row_version, r.recorded_by, r.void_reason, s.time_zone, k.wrapped,
       r.id in (select access.tied_referrals()) as tied
from referral_in r
join site s on s.org_id = r.org_id and s.id = r.site_id
left join person_key k on k.org_id = r.org_id and k.person_id = r.person_id
where r.org_id = $1 and r.id = $2
