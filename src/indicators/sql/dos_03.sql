-- code: DOS-03
-- version: 1
-- name: Hours per participant
-- definition: How many hours of service a young person had in the period, of those who had any. The mean is pulled up by
--   a few who come very often; the middle one and the quarters beside it say what is usual.
-- variants: delivered: mean_hours = hours of sessions she came to, late or leaving early too, by the minutes she was there
-- unit_of_analysis: person
-- cohort_basis: period
-- numerator: minutes of attended sessions in the period
-- denominator: persons with at least one attended session in the period
-- exclusions: voided participations, and persons without a delivered service in the period
-- missing_policy: nothing can be missing, a participation without minutes is not kept
-- interval: none; the spread says how people differ
-- direction: neither
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: unit

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
with delivered as (
    select p.person_id, p.minutes, case $7 when 'strand' then p.strand when 'site' then p.site_id::text end as part
    from participation p
    where p.org_id = $1 and p.voided_at is null
      and p.held_on between $2 and least($3, $4)
      and p.attendance in ('present', 'late', 'left_early')
      and ($5 is null or p.site_id = $5)
      and ($6 is null or p.strand = $6)
),
each as (
    select grouping(part) = 1 as is_total, part, sum(minutes) as minutes
    from delivered
    group by grouping sets ((person_id), (person_id, part))
    having grouping(part) = 1 or part is not null
)
select coalesce(is_total, true) as is_total, part, 'delivered' as variant,
       coalesce(sum(minutes), 0)::bigint as numerator, count(minutes) as denominator,
       percentile_cont(array[0.25, 0.5, 0.75]) within group (order by minutes / 60.0) as spread
from (values (true)) whole (is_the_total)
left join each on true
group by is_total, part
order by is_total desc, part
