-- code: DQ-02
-- version: 2
-- name: Written down in time
-- definition: Of the lines of attendance of the period, the share that was written down within three days, and how many
--   days it usually takes. What is written late is written from memory.
-- variants: in_time: share = recorded at most three days after the day of the session, with the days it took
-- unit_of_analysis: participation
-- cohort_basis: period
-- numerator: participations recorded on the day of their session or one of the three days after it, at the site
-- denominator: participations in the period, of every status
-- exclusions: voided participations; one that was corrected counts by when it was first written, one that was called off
--   before its day counts as written on it
-- missing_policy: nothing can be missing, every participation has both times
-- interval: Wilson 95 %, from 20 participations on
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: other
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
with written as (
    select greatest((p.recorded_at at time zone s.time_zone)::date - p.held_on, 0) as days,
           case $7 when 'strand' then p.strand when 'site' then p.site_id::text end as part
    from participation p
    join site s on s.org_id = p.org_id and s.id = p.site_id
    where p.org_id = $1 and p.voided_at is null
      and p.held_on between $2 and least($3, $4)
      and ($5 is null or p.site_id = $5)
      and ($6 is null or p.strand = $6)
)
select grouping(part) = 1 as is_total, part, 'in_time' as variant,
       count(*) filter (where days <= 3) as numerator, count(*) as denominator,
       percentile_cont(array[0.25, 0.5, 0.75]) within group (order by days) as spread
from written
group by grouping sets ((), (part))
having grouping(part) = 1 or part is not null
order by is_total desc, part
