-- code: DOS-06
-- version: 1
-- name: Tries for each contact
-- definition: How often somebody tried to reach a young person in the period for each time she was reached. It says what
--   outreach costs, and nothing about who is good at it.
-- variants: effort: mean = tries to reach her herself, in whatever way
-- unit_of_analysis: contact_attempt
-- cohort_basis: period
-- numerator: attempts to reach a young person in the period, whatever came of them
-- denominator: those of them that reached her
-- exclusions: attempts to reach family, school, employer or court; sessions that had been agreed; what was tried before an
--   enrolment, which the referral holds; voided attempts
-- missing_policy: nothing can be missing, an attempt without a result is not kept
-- interval: none, this is no share
-- direction: neither
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: unit

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
with tried as (
    select t.result = 'reached' as reached, case $7 when 'strand' then t.strand when 'site' then t.site_id::text end as part
    from contact_attempt t
    where t.org_id = $1 and t.voided_at is null and not t.collateral
      and t.attempted_on between $2 and least($3, $4)
      and ($5 is null or t.site_id = $5)
      and ($6 is null or t.strand = $6)
)
select grouping(part) = 1 as is_total, part, 'effort' as variant, count(*) as numerator,
       count(*) filter (where reached) as denominator, null::float8[] as spread
from tried
group by grouping sets ((), (part))
having grouping(part) = 1 or part is not null
order by is_total desc, part
