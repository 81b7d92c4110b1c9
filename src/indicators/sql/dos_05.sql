-- code: DOS-05
-- version: 1
-- name: Service hours
-- definition: Hours of service young people had in the period, one hour with six of them being six hours.
-- variants: delivered: hours = hours of sessions they came to, late or leaving early too, by the minutes each was there
-- unit_of_analysis: participation
-- cohort_basis: period
-- numerator: minutes of attended sessions in the period
-- denominator: none, this is a sum
-- exclusions: voided participations
-- missing_policy: nothing can be missing, a participation without minutes is not kept
-- interval: none, this is a full count and not a sample
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: yes
-- iati_type: output
-- iati_measure: unit

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
with delivered as (
    select p.minutes, case $7 when 'strand' then p.strand when 'site' then p.site_id::text end as part
    from participation p
    where p.org_id = $1 and p.voided_at is null
      and p.held_on between $2 and least($3, $4)
      and p.attendance in ('present', 'late', 'left_early')
      and ($5 is null or p.site_id = $5)
      and ($6 is null or p.strand = $6)
)
select grouping(part) = 1 as is_total, part, 'delivered' as variant,
       coalesce(sum(minutes), 0)::bigint as numerator, null::bigint as denominator, null::float8[] as spread
from delivered
group by grouping sets ((), (part))
having grouping(part) = 1 or part is not null
order by is_total desc, part
