-- code: MEN-04
-- version: 1
-- name: Contact standard met
-- definition: Of the matches that ran through four weeks of the period or more, the share in which the young person got four
--   hours a month.
-- variants: met: share = matches with four hours or more for each month of their days in the period
-- unit_of_analysis: enrolment
-- cohort_basis: period
-- numerator: matches whose enrolment has 240 minutes or more delivered for each month of 30.4375 days, on the days of the
--   match in the period
-- denominator: matches with at least 28 days in the period. A match is somebody's time as mentor in an enrolment in
--   mentoring, or as lead where nobody was named as mentor
-- exclusions: voided enrolments, assignments and participations
-- missing_policy: nothing can be missing, every participation has its minutes
-- interval: Wilson 95 %, from 20 matches on
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
-- The day on which a match ends is one of its days. A year of 365.25 days has twelve months of 487 / 16 days.
with matches as (
    select a.id, e.id as enrolment_id,
           greatest($2, (a.started_at at time zone s.time_zone)::date) as first_day,
           least($3, $4, (a.ended_at at time zone s.time_zone)::date) as last_day,
           case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from assignment a
    join enrolment e on e.org_id = a.org_id and e.id = a.enrolment_id and e.voided_at is null
    join site s on s.org_id = e.org_id and s.id = e.site_id
    where a.org_id = $1 and a.voided_at is null and e.strand = 'mentoring'
      and a.started_at < (least($3, $4) + 2)::timestamp at time zone 'utc'
      and (a.ended_at is null or a.ended_at >= ($2 - 1)::timestamp at time zone 'utc')
      and (a.role = 'mentor'
           or a.role = 'lead' and not exists (select from assignment m
                                              where m.org_id = a.org_id and m.enrolment_id = a.enrolment_id
                                                and m.role = 'mentor' and m.voided_at is null))
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
),
delivered as (
    select m.id, m.part, m.last_day - m.first_day + 1 as days, coalesce(sum(p.minutes), 0) as minutes
    from matches m
    left join participation p on p.org_id = $1 and p.enrolment_id = m.enrolment_id and p.voided_at is null
                             and p.held_on between m.first_day and m.last_day
                             and p.attendance in ('present', 'late', 'left_early')
    where m.last_day - m.first_day + 1 >= 28
    group by m.id, m.part, m.first_day, m.last_day
)
select grouping(part) = 1 as is_total, part, 'met' as variant,
       count(*) filter (where minutes * 487 >= 240 * 16 * days) as numerator, count(*) as denominator,
       null::float8[] as spread
from delivered
group by grouping sets ((), (part))
having grouping(part) = 1 or part is not null
order by is_total desc, part
