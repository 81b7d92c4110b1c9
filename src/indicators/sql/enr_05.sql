-- code: ENR-05
-- version: 1
-- name: Persons served
-- definition: Young people who were in a programme during the period, counted once each. A person in two strands or at
--   two sites counts once in the total and once in each of them, so parts do not add up to the total.
-- variants: served_strict: count = had at least one delivered service (present, late or left early) in the period;
--   served_ojjdp: count = carried over from before the period or newly enrolled in it, with or without a service
-- unit_of_analysis: person
-- cohort_basis: period
-- numerator: distinct persons with an enrolment that began on or before the last day of the period and had not ended
--   before its first day; for served_strict, one with a delivered service in the period
-- denominator: none, this is a count
-- exclusions: voided enrolments and voided participations
-- missing_policy: nothing can be missing, every enrolment has its first day, strand and site
-- interval: none, this is a full count and not a sample
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: unit

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
-- Known are facts dated up to the as-of day. It is never before $2, so an exit after it is also one after $2: the
-- enrolment counts, as one that is still open would.
with delivered as (
    select distinct p.enrolment_id
    from participation p
    where p.org_id = $1 and p.voided_at is null
      and p.held_on between $2 and least($3, $4)
      and p.attendance in ('present', 'late', 'left_early')
),
in_programme as (
    select e.person_id, d.enrolment_id is not null as had_service,
           case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from enrolment e
    left join delivered d on d.enrolment_id = e.id
    where e.org_id = $1 and e.voided_at is null
      and e.enrolled_on <= least($3, $4)
      and (e.exited_on is null or e.exited_on >= $2)
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
),
counted as (
    select grouping(part) = 1 as is_total, part,
           count(distinct person_id) filter (where had_service) as strict,
           count(distinct person_id) as ojjdp
    from in_programme
    group by grouping sets ((), (part))
)
select c.is_total, c.part, v.variant, v.numerator, null::bigint as denominator,
       null::float8[] as spread
from counted c
cross join lateral (values (1, 'served_strict', c.strict), (2, 'served_ojjdp', c.ojjdp)) v (place, variant, numerator)
where c.is_total or c.part is not null
order by c.is_total desc, c.part, v.place
