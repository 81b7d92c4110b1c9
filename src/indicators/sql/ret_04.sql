-- code: RET-04
-- version: 1
-- name: Average length of stay
-- definition: How many days those who left in the period had been in the programme.
-- variants: all_exits: mean_days = everybody who left, for whatever reason
-- unit_of_analysis: enrolment
-- cohort_basis: exit_cohort
-- numerator: days from the first day of the enrolment to the day of leaving
-- denominator: enrolments that ended in the period
-- exclusions: voided enrolments
-- missing_policy: nothing can be missing, every enrolment has its first day
-- interval: none; the spread says how stays differ
-- direction: neither
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: unit

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
with gone as (
    select e.exited_on - e.enrolled_on as days,
           case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from enrolment e
    where e.org_id = $1 and e.voided_at is null
      and e.exited_on between $2 and least($3, $4)
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
)
select grouping(part) = 1 as is_total, part, 'all_exits' as variant,
       coalesce(sum(days), 0)::bigint as numerator, count(days) as denominator,
       percentile_cont(array[0.25, 0.5, 0.75]) within group (order by days) as spread
from gone
group by grouping sets ((), (part))
having grouping(part) = 1 or part is not null
order by is_total desc, part
