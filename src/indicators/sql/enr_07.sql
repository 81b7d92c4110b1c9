-- code: ENR-07
-- version: 1
-- name: Days to the first contact
-- definition: How many days it took until somebody spoke with the young person, both ways. It says nothing of those
--   nobody has spoken with, so their share stands beside it.
-- variants: days: mean_days = referrals with a first contact; no_contact: share = nobody has spoken with her yet;
--   unsafe: share = nobody has, because there is no safe way
-- unit_of_analysis: referral
-- cohort_basis: period
-- numerator: days from the day it was received to the day of the first contact, at the site; for the shares, referrals
--   without a contact up to the as-of day
-- denominator: days, referrals received in the period with a first contact; the shares, all referrals received in the
--   period
-- exclusions: voided referrals, and one that came within 30 days of another for the same person and programme: it is
--   the same referral
-- missing_policy: a contact nobody wrote down did not happen
-- interval: Wilson 95 % around the shares, from 20 referrals on; the spread of days says how many nine in ten took at
--   most
-- direction: less_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: unit

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
-- Found by a day more at either end than the period has: only with the site is it known which day it was there.
with asked as (
    select r.id, r.contact_safety = 'unsafe' as unsafe,
           case when (r.first_contact_at at time zone s.time_zone)::date <= $4
                then (r.first_contact_at at time zone s.time_zone)::date
                     - (r.received_at at time zone s.time_zone)::date end as days,
           case $7 when 'strand' then g.strand when 'site' then r.site_id::text end as part
    from referral_in r
    join site s on s.org_id = r.org_id and s.id = r.site_id
    join programme g on g.org_id = r.org_id and g.id = r.programme_id
    where r.org_id = $1 and r.voided_at is null
      and r.received_at >= ($2 - 1)::timestamp at time zone 'utc'
      and r.received_at < (least($3, $4) + 2)::timestamp at time zone 'utc'
      and (r.received_at at time zone s.time_zone)::date between $2 and least($3, $4)
      and not exists (select from referral_in b
                      where b.org_id = r.org_id and b.person_id = r.person_id and b.programme_id = r.programme_id
                        and b.voided_at is null and (b.received_at, b.id) < (r.received_at, r.id)
                        and b.received_at > r.received_at - interval '30 days')
      and ($5 is null or r.site_id = $5)
      and ($6 is null or g.strand = $6)
)
select grouping(a.part) = 1 as is_total, a.part, t.variant,
       case t.variant when 'days' then coalesce(sum(a.days), 0)
                      when 'no_contact' then count(a.id) filter (where a.days is null)
                      when 'unsafe' then count(a.id) filter (where a.days is null and a.unsafe) end as numerator,
       count(a.id) as denominator,
       case t.variant when 'days'
            then percentile_cont(array[0.25, 0.5, 0.75, 0.9]) within group (order by a.days) end as spread
from (values (1, 'days'), (2, 'no_contact'), (3, 'unsafe')) t (place, variant)
left join asked a on t.variant <> 'days' or a.days is not null
group by grouping sets ((t.place, t.variant), (t.place, t.variant, a.part))
having grouping(a.part) = 1 or a.part is not null
order by is_total desc, part, t.place
