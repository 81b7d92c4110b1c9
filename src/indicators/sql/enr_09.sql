-- code: ENR-09
-- version: 1
-- name: Waiting list
-- definition: How many young people waited for a place on the last day, and how long they had waited by then. Somebody
--   who was offered a place and put on the list again waits since she was put on it again.
-- variants: waiting: count = referrals on the list; days: mean_days = referrals on the list
-- unit_of_analysis: referral
-- cohort_basis: point_in_time
-- numerator: waiting, referrals on the list at the end of the last day; days, days since they were put on it
-- denominator: waiting, none, this is a count; days, referrals on the list
-- exclusions: voided referrals
-- missing_policy: nothing can be missing, who is on the list was put on it on a day
-- interval: none, this is a full count and not a sample; the spread of days has the median
-- direction: less_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: unit

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
-- The last day is the earlier of $3 and $4, to its end at the site; the period's first day says nothing here.
with listed as (
    select distinct r.id, s.time_zone, ((least($3, $4) + 1)::timestamp at time zone s.time_zone) as end_of_day,
           case $7 when 'strand' then g.strand when 'site' then r.site_id::text end as part
    from referral_event v
    join referral_in r on r.org_id = v.org_id and r.id = v.referral_id
    join site s on s.org_id = r.org_id and s.id = r.site_id
    join programme g on g.org_id = r.org_id and g.id = r.programme_id
    where v.org_id = $1 and v.step = 'put_on_list' and r.voided_at is null
      and v.occurred_at < (least($3, $4) + 2)::timestamp at time zone 'utc'
      and ($5 is null or r.site_id = $5)
      and ($6 is null or g.strand = $6)
), waiting as (
    select l.id, l.part, least($3, $4) - (since.at at time zone l.time_zone)::date as days
    from listed l
    cross join lateral (select v.to_state from referral_event v
                        where v.org_id = $1 and v.referral_id = l.id and v.occurred_at < l.end_of_day
                        order by v.occurred_at desc, v.recorded_at desc, v.id desc limit 1) stands
    cross join lateral (select max(v.occurred_at) as at from referral_event v
                        where v.org_id = $1 and v.referral_id = l.id and v.occurred_at < l.end_of_day
                          and v.to_state <> 'waiting') before
    cross join lateral (select min(v.occurred_at) as at from referral_event v
                        where v.org_id = $1 and v.referral_id = l.id and v.occurred_at < l.end_of_day
                          and v.step = 'put_on_list' and v.occurred_at >= coalesce(before.at, '-infinity')) since
    where stands.to_state = 'waiting' and since.at is not null
)
select grouping(w.part) = 1 as is_total, w.part, t.variant,
       case t.variant when 'waiting' then count(w.id) else coalesce(sum(w.days), 0) end as numerator,
       case t.variant when 'days' then count(w.id) end as denominator,
       case t.variant when 'days'
            then percentile_cont(array[0.25, 0.5, 0.75]) within group (order by w.days) end as spread
from (values (1, 'waiting'), (2, 'days')) t (place, variant)
left join waiting w on true
group by grouping sets ((t.place, t.variant), (t.place, t.variant, w.part))
having grouping(w.part) = 1 or w.part is not null
order by is_total desc, part, t.place
