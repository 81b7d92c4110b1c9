-- code: ENR-02
-- version: 1
-- name: Found eligible
-- definition: Of the referrals about which it was decided in the period whether the young person can join, the share
--   where she can. Those who can by two people's decision, against a rule, are in it and stand beside it.
-- variants: eligible: share = she can join, by the rules or by two people's decision; override: share = she can join by
--   two people's decision
-- unit_of_analysis: referral
-- cohort_basis: period
-- numerator: referrals whose last decision in the period says that she can join
-- denominator: referrals with a decision in the period
-- exclusions: voided referrals; that something must be found out first is no decision
-- missing_policy: what nobody has decided is not counted
-- interval: Wilson 95 %, from 20 referrals on
-- direction: neither
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
-- Found by a day more at either end than the period has: only with the site is it known which day it was there.
with decided as (
    select distinct on (d.referral_id) d.referral_id as id, d.decision,
           case $7 when 'strand' then g.strand when 'site' then r.site_id::text end as part
    from referral_decision d
    join referral_in r on r.org_id = d.org_id and r.id = d.referral_id
    join site s on s.org_id = r.org_id and s.id = r.site_id
    join programme g on g.org_id = r.org_id and g.id = r.programme_id
    where d.org_id = $1 and d.decision <> 'pending_info' and r.voided_at is null
      and d.decided_at >= ($2 - 1)::timestamp at time zone 'utc'
      and d.decided_at < (least($3, $4) + 2)::timestamp at time zone 'utc'
      and (d.decided_at at time zone s.time_zone)::date between $2 and least($3, $4)
      and ($5 is null or r.site_id = $5)
      and ($6 is null or g.strand = $6)
    order by d.referral_id, d.decided_at desc, d.recorded_at desc, d.id desc
)
select grouping(a.part) = 1 as is_total, a.part, t.variant,
       case t.variant when 'eligible' then count(a.id) filter (where a.decision <> 'not_eligible')
                      when 'override' then count(a.id) filter (where a.decision = 'eligible_by_override') end
           as numerator,
       count(a.id) as denominator, null::float8[] as spread
from (values (1, 'eligible'), (2, 'override')) t (place, variant)
left join decided a on true
group by grouping sets ((t.place, t.variant), (t.place, t.variant, a.part))
having grouping(a.part) = 1 or a.part is not null
order by is_total desc, part, t.place
