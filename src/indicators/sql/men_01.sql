-- code: MEN-01
-- version: 1
-- name: Length of matches
-- definition: How many days a mentor and a young person went together, of the matches that ended in the period.
-- variants: days: mean_days = matches that ended; a_year: share = lasted a year or longer
-- unit_of_analysis: enrolment
-- cohort_basis: exit_cohort
-- numerator: days from the first day of the match to its last; for a_year, matches of 365 days or more
-- denominator: matches that ended in the period. A match is somebody's time as mentor in an enrolment in mentoring, or as
--   lead where nobody was named as mentor
-- exclusions: voided enrolments and assignments
-- missing_policy: nothing can be missing, every assignment has the moments at which it began and ended
-- interval: Wilson 95 % around the share, from 20 matches on; the spread says how lengths differ
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: unit

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
with ended as (
    select (a.ended_at at time zone s.time_zone)::date - (a.started_at at time zone s.time_zone)::date as days,
           case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from assignment a
    join enrolment e on e.org_id = a.org_id and e.id = a.enrolment_id and e.voided_at is null
    join site s on s.org_id = e.org_id and s.id = e.site_id
    where a.org_id = $1 and a.voided_at is null and e.strand = 'mentoring'
      and a.ended_at >= ($2 - 1)::timestamp at time zone 'utc'
      and a.ended_at < (least($3, $4) + 2)::timestamp at time zone 'utc'
      and (a.ended_at at time zone s.time_zone)::date between $2 and least($3, $4)
      and (a.role = 'mentor'
           or a.role = 'lead' and not exists (select from assignment m
                                              where m.org_id = a.org_id and m.enrolment_id = a.enrolment_id
                                                and m.role = 'mentor' and m.voided_at is null))
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
)
select grouping(m.part) = 1 as is_total, m.part, t.variant,
       case t.variant when 'days' then coalesce(sum(m.days), 0)::bigint
                      else count(m.days) filter (where m.days >= 365) end as numerator,
       count(m.days) as denominator,
       case t.variant when 'days'
            then percentile_cont(array[0.25, 0.5, 0.75]) within group (order by m.days) end as spread
from (values (1, 'days'), (2, 'a_year')) t (place, variant)
left join ended m on true
group by grouping sets ((t.place, t.variant), (t.place, t.variant, m.part))
having grouping(m.part) = 1 or m.part is not null
order by is_total desc, part, t.place
