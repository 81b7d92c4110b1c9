-- code: MEN-02
-- version: 1
-- name: Mentors who stayed
-- definition: Of those who went with somebody as a mentor when the period began, the share who still did when it ended, or
--   whose young people had all completed.
-- variants: stayed: share = mentors who had a match at the end, or whose matches all ended as completed
-- unit_of_analysis: person
-- cohort_basis: entry_cohort
-- numerator: mentors of the denominator with any match open at the end of the last day; or of whose matches open at the
--   beginning each one's enrolment had ended with a reason of class completed by then
-- denominator: mentors with a match open at the beginning of the first day. A match is somebody's time as mentor in an
--   enrolment in mentoring, or as lead where nobody was named as mentor
-- exclusions: voided enrolments and assignments
-- missing_policy: nothing can be missing, every assignment has the moments at which it began and ended
-- interval: Wilson 95 %, from 20 mentors on
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site; $8, $9 exit reasons and the class of each
-- A mentor counts in each part in which she had a match at the beginning; that she stayed is asked of the same part.
with matches as (
    select a.staff_id, e.id as enrolment_id, a.started_at, a.ended_at,
           ($2::timestamp at time zone s.time_zone) as begins_at,
           ((least($3, $4) + 1)::timestamp at time zone s.time_zone) as ends_at,
           case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part,
           exists (select from enrolment_event v
                   join unnest($8::text[], $9::text[]) c (reason, class) on c.reason = v.reason
                   where v.org_id = e.org_id and v.enrolment_id = e.id and v.to_status = 'exited'
                     and v.voided_at is null and v.occurred_on <= least($3, $4) and c.class = 'completed'
                     and not exists (select from enrolment_event u
                                     where u.org_id = v.org_id and u.undoes = v.id)) as completed
    from assignment a
    join enrolment e on e.org_id = a.org_id and e.id = a.enrolment_id and e.voided_at is null
    join site s on s.org_id = e.org_id and s.id = e.site_id
    where a.org_id = $1 and a.voided_at is null and e.strand = 'mentoring'
      and (a.role = 'mentor'
           or a.role = 'lead' and not exists (select from assignment m
                                              where m.org_id = a.org_id and m.enrolment_id = a.enrolment_id
                                                and m.role = 'mentor' and m.voided_at is null))
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
),
mentors as (
    select grouping(part) = 1 as is_total, part, staff_id,
           bool_or(started_at < begins_at and (ended_at is null or ended_at >= begins_at)) as had,
           bool_or(started_at < ends_at and (ended_at is null or ended_at >= ends_at)) as has,
           bool_and(completed) filter (where started_at < begins_at and (ended_at is null or ended_at >= begins_at))
               as all_completed
    from matches
    group by grouping sets ((staff_id), (staff_id, part))
    having grouping(part) = 1 or part is not null
)
select coalesce(m.is_total, true) as is_total, m.part, 'stayed' as variant,
       count(m.staff_id) filter (where m.has or m.all_completed) as numerator, count(m.staff_id) as denominator,
       null::float8[] as spread
from (values (true)) whole (is_the_total)
left join mentors m on m.had
group by m.is_total, m.part
order by is_total desc, part
