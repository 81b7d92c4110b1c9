-- code: DOS-01
-- version: 1
-- name: Attendance rate
-- definition: Of the times somebody was expected at a session in the period, the share they came. Arriving late or
--   leaving early is coming. The day is the day at the site.
-- variants: attendance: share = all sessions
-- unit_of_analysis: participation
-- cohort_basis: period
-- numerator: participations marked present, late or left_early
-- denominator: participations of every status except cancelled_by_provider and no_session_custody; one the young
--   person cancelled counts as expected
-- exclusions: sessions the provider cancelled, sessions that could not be because of custody, voided participations
-- missing_policy: nothing can be missing, a participation without a status is not kept
-- interval: Wilson 95 %, from 20 expected participations on. It takes participations as independent, so it is narrower
--   than the truth when the same people are expected often
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
with seen as (
    select p.attendance in ('present', 'late', 'left_early') as came,
           p.attendance not in ('cancelled_by_provider', 'no_session_custody') as expected,
           case $7 when 'strand' then p.strand when 'site' then p.site_id::text end as part
    from participation p
    where p.org_id = $1 and p.voided_at is null
      and p.held_on between $2 and least($3, $4)
      and ($5 is null or p.site_id = $5)
      and ($6 is null or p.strand = $6)
)
select grouping(part) = 1 as is_total, part, 'attendance' as variant,
       count(*) filter (where came) as numerator,
       count(*) filter (where expected) as denominator, null::float8[] as spread
from seen
group by grouping sets ((), (part))
having grouping(part) = 1 or part is not null
order by is_total desc, part
