-- Open tasks the caller may see, the most urgent first, from a place in that order on; of one site ($7) and kind ($8). By place
-- unless only her own are asked for ($6): enrolments at $3 everywhere, $4 sites, $5 programmes, referrals at $12 everywhere,
-- $13 sites. Or by what ties her to it: an assignment, a referral of somebody she took in, something she is to do herself.
select t.id, t.kind, t.person_id, t.enrolment_id, t.referral_id, t.incident_action_id, n.incident_id, t.site_id, t.about_on,
       t.due_on, t.raised_at, t.closed_at, t.outcome, t.dismissal, t.ask_again_on, t.row_version, s.time_zone
from task t
join site s on s.org_id = t.org_id and s.id = t.site_id
left join incident_action n on n.org_id = t.org_id and n.id = t.incident_action_id
where t.org_id = $1 and t.closed_at is null and t.voided_at is null
  and ((t.enrolment_id is not null
        and ((not $6 and ($3 or t.site_id = any ($4) or t.programme_id = any ($5)))
             or exists (select from assignment a
                        where a.org_id = t.org_id and a.enrolment_id = t.enrolment_id and a.staff_id = $2
                          and a.ended_at is null and a.voided_at is null)
             or t.enrolment_id in (select c.enrolment_id from access.covered() c)))
       or (t.referral_id is not null
           and ((not $6 and ($12 or t.site_id = any ($13))) or t.referral_id in (select access.tied_referrals())))
       or (t.incident_action_id in (select access.known_incident_actions()) and (not $6 or n.owner_id = $2)))
  and ($7::uuid is null or t.site_id = $7) and ($8::text is null or t.kind = $8)
  and ($9::date is null or (t.due_on, t.id) > ($9, $10))
order by t.due_on, t.id
limit $11
