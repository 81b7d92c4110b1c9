-- code: ENR-08
-- version: 1
-- name: Uptake
-- definition: Of the referrals found eligible, the share whose young person came to the programme at least once within
--   so many months of the day it was received. Who came late to a service counts by the day she came.
-- variants: m3: share = within three months; m6: share = within six; m12: share = within twelve; m20: share = within
--   twenty, as READI Chicago counted
-- unit_of_analysis: referral
-- cohort_basis: entry_cohort
-- numerator: referrals whose person was at a session of that programme on the day it was received or in the months
--   after it
-- denominator: referrals received in the period and found eligible up to the as-of day, which are as many months old by
--   then
-- exclusions: voided referrals, and one that came within 30 days of another for the same person and programme: it is
--   the same referral; voided attendance
-- missing_policy: nothing can be missing; who has not come has not come
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
      and exists (select from referral_event v
                  where v.org_id = r.org_id and v.referral_id = r.id and v.step = 'found_eligible'
                    and (v.occurred_at at time zone s.time_zone)::date <= $4)
      and ($5 is null or r.site_id = $5)
      and ($6 is null or g.strand = $6)
), begun as (
    select a.id, a.received_on, a.part,
           (select min(p.held_on) from participation p
            where p.org_id = $1 and p.person_id = a.person_id and p.programme_id = a.programme_id
              and p.voided_at is null and p.attendance in ('present', 'late', 'left_early')
              and p.held_on between a.received_on and $4) as came_on
    from asked a
)
select grouping(b.part) = 1 as is_total, b.part, t.variant,
       count(b.id) filter (where b.came_on <= b.received_on + make_interval(months => t.months)) as numerator,
       count(b.id) as denominator, null::float8[] as spread
from (values (1, 'm3', 3), (2, 'm6', 6), (3, 'm12', 12), (4, 'm20', 20)) t (place, variant, months)
left join begun b on b.received_on + make_interval(months => t.months) <= $4
group by grouping sets ((t.place, t.variant), (t.place, t.variant, b.part))
having grouping(b.part) = 1 or b.part is not null
order by is_total desc, part, t.place
