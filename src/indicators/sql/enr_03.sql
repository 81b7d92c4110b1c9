-- code: ENR-03
-- version: 1
-- name: Referrals that led to a place
-- definition: Of the referrals received in the period, the share whose young person joined the programme within ninety
--   days.
-- variants: enrolled: share = joined that programme within ninety days
-- unit_of_analysis: referral
-- cohort_basis: entry_cohort
-- numerator: referrals whose person enrolled in the programme on the day it was received or one of the 90 days after
--   it
-- denominator: referrals received in the period, 90 days before the as-of day or earlier: a quarter needs an as-of day
--   ninety days after it
-- exclusions: voided referrals, and one that came within 30 days of another for the same person and programme: it is
--   the same referral; voided enrolments
-- missing_policy: nothing can be missing; who has not joined has not joined
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
    select r.id, r.person_id, r.programme_id, (r.received_at at time zone s.time_zone)::date as received_on,
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
)
select grouping(part) = 1 as is_total, part, 'enrolled' as variant,
       count(*) filter (where exists (
           select from enrolment e
           where e.org_id = $1 and e.person_id = a.person_id and e.programme_id = a.programme_id and e.voided_at is null
             and e.enrolled_on between a.received_on and a.received_on + 90)) as numerator,
       count(*) as denominator, null::float8[] as spread
from asked a
where a.received_on + 90 <= $4
group by grouping sets ((), (part))
having grouping(part) = 1 or part is not null
order by is_total desc, part
