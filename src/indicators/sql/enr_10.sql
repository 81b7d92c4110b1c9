-- code: ENR-10
-- version: 1
-- name: Places not taken
-- definition: Of the places offered in the period, the share that was declined, or could not be told of because nobody
--   reached the young person.
-- variants: refused: share = declined or not reached; declined: share = she did not want it; unreachable: share = she
--   could not be reached
-- unit_of_analysis: offer
-- cohort_basis: period
-- numerator: offers whose answer, up to the as-of day, was that
-- denominator: offers made in the period, answered or not
-- exclusions: voided referrals
-- missing_policy: an offer nobody has answered yet counts below the line only
-- interval: Wilson 95 %, from 20 offers on
-- direction: less_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
-- Found by a day more at either end than the period has: only with the site is it known which day it was there.
with offered as (
    select v.id, answer.step as answer,
           case $7 when 'strand' then g.strand when 'site' then r.site_id::text end as part
    from referral_event v
    join referral_in r on r.org_id = v.org_id and r.id = v.referral_id
    join site s on s.org_id = r.org_id and s.id = r.site_id
    join programme g on g.org_id = r.org_id and g.id = r.programme_id
    left join lateral (select a.step from referral_event a
                       where a.org_id = v.org_id and a.referral_id = v.referral_id
                         and a.step in ('offer_accepted', 'offer_declined', 'offer_unreachable')
                         and (a.occurred_at, a.recorded_at, a.id) > (v.occurred_at, v.recorded_at, v.id)
                         and (a.occurred_at at time zone s.time_zone)::date <= $4
                       order by a.occurred_at, a.recorded_at, a.id limit 1) answer on true
    where v.org_id = $1 and v.step = 'place_offered' and r.voided_at is null
      and v.occurred_at >= ($2 - 1)::timestamp at time zone 'utc'
      and v.occurred_at < (least($3, $4) + 2)::timestamp at time zone 'utc'
      and (v.occurred_at at time zone s.time_zone)::date between $2 and least($3, $4)
      and ($5 is null or r.site_id = $5)
      and ($6 is null or g.strand = $6)
)
select grouping(o.part) = 1 as is_total, o.part, t.variant,
       count(o.id) filter (where (o.answer = 'offer_declined' and t.variant in ('refused', 'declined'))
                              or (o.answer = 'offer_unreachable' and t.variant in ('refused', 'unreachable')))
           as numerator,
       count(o.id) as denominator, null::float8[] as spread
from (values (1, 'refused'), (2, 'declined'), (3, 'unreachable')) t (place, variant)
left join offered o on true
group by grouping sets ((t.place, t.variant), (t.place, t.variant, o.part))
having grouping(o.part) = 1 or o.part is not null
order by is_total desc, part, t.place
