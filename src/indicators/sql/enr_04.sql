-- code: ENR-04
-- version: 1
-- name: New enrolments
-- definition: Enrolments that began in the period. Somebody who joins two programmes, or comes back, counts each time.
-- variants: new: count = enrolments that began in the period
-- unit_of_analysis: enrolment
-- cohort_basis: entry_cohort
-- numerator: enrolments whose first day lies in the period
-- denominator: none, this is a count
-- exclusions: voided enrolments
-- missing_policy: nothing can be missing, every enrolment has its first day, strand and site
-- interval: none, this is a full count and not a sample
-- direction: neither
-- disaggregations: strand, site
-- additive: yes
-- iati_type: output
-- iati_measure: unit

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
with entered as (
    select case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from enrolment e
    where e.org_id = $1 and e.voided_at is null
      and e.enrolled_on between $2 and least($3, $4)
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
)
select grouping(part) = 1 as is_total, part, 'new' as variant,
       count(*) as numerator, null::bigint as denominator, null::float8[] as spread
from entered
group by grouping sets ((), (part))
having grouping(part) = 1 or part is not null
order by is_total desc, part
