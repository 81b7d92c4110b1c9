-- code: DQ-05
-- version: 2
-- name: Files that lie still
-- definition: Of the young people in a programme on the last day who do not pause, the share about whom nothing was
--   written for more than thirty days: no session, whether they came or not.
-- variants: still: share = nothing for more than thirty days, in any of their open enrolments that do not pause
-- unit_of_analysis: person
-- cohort_basis: point_in_time
-- numerator: persons none of whose enrolments below the line began, went on after a pause, or had an expected session, in
--   the last 30 days, the last day among them
-- denominator: persons with an enrolment that is open and not paused on the last day
-- exclusions: voided enrolments, participations and pauses
-- missing_policy: nothing can be missing, every enrolment has its first day
-- interval: Wilson 95 %, from 20 persons on
-- direction: less_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: other
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
-- The last day is the earlier of $3 and $4; the period's first day says nothing here.
with last_word as (
    -- Whether she pauses, or when she went on: the last word about it up to that day.
    select distinct on (v.enrolment_id) v.enrolment_id, v.to_status, v.occurred_on
    from enrolment_event v
    where v.org_id = $1 and v.voided_at is null and v.undoes is null and v.to_status <> 'exited'
      and 'paused' in (v.from_status, v.to_status) and v.occurred_on <= least($3, $4)
    order by v.enrolment_id, v.occurred_on desc, v.recorded_at desc, v.id desc
),
moved as (
    select distinct p.enrolment_id
    from participation p
    where p.org_id = $1 and p.voided_at is null
      and p.held_on between least($3, $4) - 29 and least($3, $4)
),
open_then as (
    select e.person_id, greatest(e.enrolled_on, w.occurred_on) >= least($3, $4) - 29 or m.enrolment_id is not null as moved,
           case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from enrolment e
    left join moved m on m.enrolment_id = e.id
    left join last_word w on w.enrolment_id = e.id
    where e.org_id = $1 and e.voided_at is null
      and e.enrolled_on <= least($3, $4)
      and (e.exited_on is null or e.exited_on > least($3, $4))
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
      and $2 is not null
      and w.to_status is distinct from 'paused'
),
each as (
    select grouping(part) = 1 as is_total, part, bool_or(moved) as moved
    from open_then
    group by grouping sets ((person_id), (person_id, part))
    having grouping(part) = 1 or part is not null
)
select coalesce(is_total, true) as is_total, part, 'still' as variant,
       count(*) filter (where not moved) as numerator, count(moved) as denominator, null::float8[] as spread
from (values (true)) whole (is_the_total)
left join each on true
group by is_total, part
order by is_total desc, part
