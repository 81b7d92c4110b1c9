-- code: CMQ-07
-- version: 2
-- name: Seen lately
-- definition: Of the young people in a programme on the last day, the share who were met in the fortnight before it; in
--   a gang-exit programme, in the week.
-- variants: seen: share = at least one session they came to
-- unit_of_analysis: person
-- cohort_basis: point_in_time
-- numerator: persons with a session they came to, late or leaving early too, in the last 14 days (7 for gang exit), the
--   last day among them
-- denominator: persons with an enrolment that is open and not paused on the last day
-- exclusions: voided enrolments and participations
-- missing_policy: nothing can be missing, every enrolment has its first day
-- interval: Wilson 95 %, from 20 persons on
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
-- The last day is the earlier of $3 and $4; the period's first day says nothing here.
with paused_then as (
    -- The last word about a pause up to that day was that it begins or goes on.
    select v.enrolment_id
    from enrolment_event v
    where v.org_id = $1 and v.voided_at is null and v.undoes is null and v.to_status <> 'exited'
      and 'paused' in (v.from_status, v.to_status) and v.occurred_on <= least($3, $4)
    group by v.enrolment_id
    having (array_agg(v.to_status order by v.occurred_on desc, v.recorded_at desc, v.id desc))[1] = 'paused'
),
open_then as (
    select e.id, e.person_id, e.strand, case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from enrolment e
    where e.org_id = $1 and e.voided_at is null
      and e.enrolled_on <= least($3, $4)
      and (e.exited_on is null or e.exited_on > least($3, $4))
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
      and $2 is not null
      and e.id not in (select enrolment_id from paused_then)
),
met as (
    select p.enrolment_id, max(p.held_on) as last_on
    from participation p
    where p.org_id = $1 and p.voided_at is null
      and p.held_on between least($3, $4) - 13 and least($3, $4)
      and p.attendance in ('present', 'late', 'left_early')
    group by p.enrolment_id
),
seen as (
    select o.person_id, o.part,
           coalesce(m.last_on > least($3, $4) - case o.strand when 'gang_exit' then 7 else 14 end, false) as seen
    from open_then o
    left join met m on m.enrolment_id = o.id
)
select grouping(part) = 1 as is_total, part, 'seen' as variant,
       count(distinct person_id) filter (where seen) as numerator,
       count(distinct person_id) as denominator, null::float8[] as spread
from seen
group by grouping sets ((), (part))
having grouping(part) = 1 or part is not null
order by is_total desc, part
