-- code: CMQ-01
-- version: 1
-- name: Plan in time
-- definition: Of the enrolments that began in the period, the share for which a case plan was approved within thirty
--   days.
-- variants: in_time: share = a plan of this enrolment was approved within 30 days
-- unit_of_analysis: enrolment
-- cohort_basis: entry_cohort
-- numerator: enrolments with a plan that somebody approved on the day they began or one of the 30 days after it, by the
--   site's day; whether it came into force since says nothing here
-- denominator: enrolments that began in the period, 30 days before the as-of day or earlier: a month needs an as-of day
--   thirty days after it
-- exclusions: voided enrolments and plans. Who left within the thirty days is not left out
-- missing_policy: nothing can be missing; a plan nobody approved is no plan
-- interval: Wilson 95 %, from 20 enrolments on
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
with begun as (
    select case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part,
           exists (select from case_plan_approval a
                   join case_plan c on c.org_id = a.org_id and c.id = a.plan_id and c.voided_at is null
                   where a.org_id = e.org_id and a.enrolment_id = e.id
                     and (a.recorded_at at time zone s.time_zone)::date <= e.enrolled_on + 30) as in_time
    from enrolment e
    join site s on s.org_id = e.org_id and s.id = e.site_id
    where e.org_id = $1 and e.voided_at is null
      and e.enrolled_on between $2 and least($3, $4)
      and e.enrolled_on + 30 <= $4
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
)
select grouping(part) = 1 as is_total, part, 'in_time' as variant,
       count(*) filter (where in_time) as numerator, count(*) as denominator, null::float8[] as spread
from begun
group by grouping sets ((), (part))
having grouping(part) = 1 or part is not null
order by is_total desc, part
