-- code: CMQ-02
-- version: 1
-- name: Looked at in time
-- definition: Of the days in the period by which a case plan in force was to be looked at again, the share on which it
--   had been.
-- variants: in_time: share = looked at as a whole by that day
-- unit_of_analysis: plan
-- cohort_basis: period
-- numerator: due days of plans that were looked at as a whole on that day or earlier
-- denominator: days in the period by which a plan that was in force was to be looked at: each once, however often a plan
--   is due in the period
-- exclusions: plans that were closed, or whose enrolment ended, by the day they were due; voided enrolments and plans.
--   A pause does not move the day
-- missing_policy: nothing can be missing, every plan in force has its day
-- interval: Wilson 95 %, from 20 due days on
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: yes
-- iati_type: output
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
with due as (
    -- Days that a look has answered, early or late; and the one by which each plan waits for the next.
    select v.plan_id, v.due_on, v.reviewed_on
    from case_plan_review v
    where v.org_id = $1 and v.due_on between $2 and least($3, $4)
    union all
    select c.id, c.next_review_on, null
    from case_plan c
    where c.org_id = $1 and c.voided_at is null and c.active_from is not null
      and c.next_review_on between $2 and least($3, $4)
      and (c.closed_on is null or c.closed_on > c.next_review_on)
),
asked as (
    select case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part,
           coalesce(d.reviewed_on <= d.due_on, false) as in_time
    from due d
    join case_plan c on c.org_id = $1 and c.id = d.plan_id and c.voided_at is null
    join enrolment e on e.org_id = c.org_id and e.id = c.enrolment_id and e.voided_at is null
    where (d.reviewed_on is not null or e.exited_on is null or e.exited_on > d.due_on)
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
)
select grouping(part) = 1 as is_total, part, 'in_time' as variant,
       count(*) filter (where in_time) as numerator, count(*) as denominator, null::float8[] as spread
from asked
group by grouping sets ((), (part))
having grouping(part) = 1 or part is not null
order by is_total desc, part
