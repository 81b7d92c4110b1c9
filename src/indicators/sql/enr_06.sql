-- code: ENR-06
-- version: 1
-- name: First contact in time
-- definition: Of the referrals received in the period whose clock has run out, the share where somebody spoke with the
--   young person, both ways, in time: the same day when it was immediate, within two days when urgent, within seven
--   otherwise.
-- variants: on_time: share = all of them; immediate: share = due the same day; urgent: share = due within two days;
--   routine: share = due within seven days
-- unit_of_analysis: referral
-- cohort_basis: period
-- numerator: referrals with a first contact on or before the last day of their clock, at the site
-- denominator: referrals received in the period whose last day is not after the as-of day
-- exclusions: those where contact is not safe; voided referrals, and one that came within 30 days of another for the
--   same person and programme: it is the same referral
-- missing_policy: a contact nobody wrote down did not happen. A second call that was more urgent brings the last day
--   forward, and one that opens a referral again gives it a new one
-- interval: Wilson 95 %, from 20 referrals on
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
-- Found by a day more at either end than the period has: only with the site is it known which day it was there.
with asked as (
    select r.id, r.urgency, (r.first_contact_at at time zone s.time_zone)::date <= least(r.due_on, $4) as in_time,
           case $7 when 'strand' then g.strand when 'site' then r.site_id::text end as part
    from referral_in r
    join site s on s.org_id = r.org_id and s.id = r.site_id
    join programme g on g.org_id = r.org_id and g.id = r.programme_id
    where r.org_id = $1 and r.voided_at is null
      and r.received_at >= ($2 - 1)::timestamp at time zone 'utc'
      and r.received_at < (least($3, $4) + 2)::timestamp at time zone 'utc'
      and (r.received_at at time zone s.time_zone)::date between $2 and least($3, $4)
      and not exists (select from referral_in b
                      where b.org_id = r.org_id and b.person_id = r.person_id and b.programme_id = r.programme_id
                        and b.voided_at is null and (b.received_at, b.id) < (r.received_at, r.id)
                        and b.received_at > r.received_at - interval '30 days')
      and ($5 is null or r.site_id = $5)
      and ($6 is null or g.strand = $6)
      and r.contact_safety <> 'unsafe'
      and r.due_on <= $4
)
select grouping(a.part) = 1 as is_total, a.part, t.variant,
       count(a.id) filter (where a.in_time) as numerator, count(a.id) as denominator, null::float8[] as spread
from (values (1, 'on_time'), (2, 'immediate'), (3, 'urgent'), (4, 'routine')) t (place, variant)
left join asked a on t.variant in ('on_time', a.urgency)
group by grouping sets ((t.place, t.variant), (t.place, t.variant, a.part))
having grouping(a.part) = 1 or a.part is not null
order by is_total desc, part, t.place
