-- code: DOS-02
-- version: 1
-- name: Contacts per week
-- definition: How often a young person in a programme was met in a week of the period. Weeks in which she paused are left
--   out; two programmes at once are one week, not two.
-- variants: contacts: per_week = sessions she came to, late or leaving early too, of five minutes or more
-- unit_of_analysis: person
-- cohort_basis: period
-- numerator: participations of the period marked present, late or left_early, of at least 5 minutes
-- denominator: days of the period on which a person had an enrolment that had begun, had not ended and was not paused;
--   the value counts seven of them as a week
-- exclusions: voided enrolments, participations and pauses. A session during a pause counts as a contact, its day not as a
--   day in the programme
-- missing_policy: nothing can be missing, every enrolment has its first day and every pause begins and ends on a day
-- interval: none
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: unit

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
-- A day of leaving is no day in the programme any more; a day of going on is one again.
with pauses as (
    select v.enrolment_id, v.to_status, daterange(v.occurred_on, lead(v.occurred_on) over following) as days
    from enrolment_event v
    where v.org_id = $1 and v.voided_at is null and v.undoes is null and v.to_status <> 'exited'
      and 'paused' in (v.from_status, v.to_status) and v.occurred_on <= least($3, $4)
    window following as (partition by v.enrolment_id order by v.occurred_on, v.recorded_at, v.id)
),
paused as (
    select enrolment_id, range_agg(days) as days from pauses where to_status = 'paused' group by enrolment_id
),
in_programme as (
    select e.person_id,
           datemultirange(daterange(e.enrolled_on, e.exited_on)
                          * daterange($2, greatest($2, least($3, $4) + 1)))
               - coalesce(p.days, datemultirange()) as days,
           case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from enrolment e
    left join paused p on p.enrolment_id = e.id
    where e.org_id = $1 and e.voided_at is null
      and e.enrolled_on <= least($3, $4)
      and (e.exited_on is null or e.exited_on > $2)
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
),
each as (
    select grouping(part) = 1 as is_total, part, range_agg(days) as days
    from in_programme
    group by grouping sets ((person_id), (person_id, part))
    having grouping(part) = 1 or part is not null
),
met as (
    select case $7 when 'strand' then p.strand when 'site' then p.site_id::text end as part
    from participation p
    where p.org_id = $1 and p.voided_at is null
      and p.held_on between $2 and least($3, $4)
      and p.attendance in ('present', 'late', 'left_early') and p.minutes >= 5
      and ($5 is null or p.site_id = $5)
      and ($6 is null or p.strand = $6)
),
both_sides as (
    select grouping(part) = 1 as is_total, part, count(*) as contacts, 0 as days
    from met
    group by grouping sets ((), (part))
    having grouping(part) = 1 or part is not null
    union all
    select e.is_total, e.part, 0, upper(d) - lower(d)
    from each e, unnest(e.days) d
)
select is_total, part, 'contacts' as variant, sum(contacts)::bigint as numerator, sum(days)::bigint as denominator,
       null::float8[] as spread
from both_sides
group by is_total, part
order by is_total desc, part
