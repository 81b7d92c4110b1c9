-- code: DOS-07
-- version: 1
-- name: Absent three times in a row
-- definition: Young people who in one enrolment missed three expected sessions in a row without an excuse, of those who
--   were expected at least three times. An early warning: somebody should call.
-- variants: absent: share = missed at least three in a row
-- unit_of_analysis: person
-- cohort_basis: period
-- numerator: persons with three unexcused absences in a row in one enrolment, within the period
-- denominator: persons expected at least three times in one enrolment in the period
-- exclusions: sessions the provider cancelled or that could not be because of custody, which neither make nor break a row;
--   voided participations
-- missing_policy: nothing can be missing, a participation without a status is not kept
-- interval: Wilson 95 %, from 20 persons on
-- direction: less_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
with expected as (
    select p.person_id, p.enrolment_id, p.held_on, p.session_id, p.attendance = 'absent_unexcused' as missed,
           case $7 when 'strand' then p.strand when 'site' then p.site_id::text end as part
    from participation p
    where p.org_id = $1 and p.voided_at is null
      and p.held_on between $2 and least($3, $4)
      and p.attendance not in ('cancelled_by_provider', 'no_session_custody')
      and ($5 is null or p.site_id = $5)
      and ($6 is null or p.strand = $6)
),
in_a_row as (
    select person_id, enrolment_id, part,
           missed and lag(missed, 1) over following and lag(missed, 2) over following as third
    from expected
    window following as (partition by enrolment_id order by held_on, session_id)
),
watched as (
    select person_id, part, bool_or(coalesce(third, false)) as absent
    from in_a_row
    group by enrolment_id, person_id, part
    having count(*) >= 3
)
select grouping(part) = 1 as is_total, part, 'absent' as variant,
       count(distinct person_id) filter (where absent) as numerator,
       count(distinct person_id) as denominator, null::float8[] as spread
from watched
group by grouping sets ((), (part))
having grouping(part) = 1 or part is not null
order by is_total desc, part
