-- code: CMQ-05
-- version: 2
-- name: Caseload
-- definition: How full caseloads were on the last day, and whether everybody had somebody who leads.
-- variants: over_cap: share = workers whose caseload was above their own limit, with the weights they carried;
--   without_lead: share = young people with an enrolment that nobody led
-- unit_of_analysis: person
-- cohort_basis: point_in_time
-- numerator: over_cap, workers carrying more than their limit; without_lead, persons with an open enrolment that had no
--   lead worker
-- denominator: over_cap, workers with at least one open enrolment; without_lead, persons with an open enrolment
-- exclusions: voided enrolments and assignments
-- missing_policy: nothing can be missing, every worker has a limit (an exception two agreed on, else the strictest that is
--   about a role or site of hers, else the house's own) and every assignment a weight
-- interval: Wilson 95 %, from 20 on
-- direction: less_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: other
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
-- The last day is the earlier of $3 and $4, to its end at the site; the period's first day says nothing here. A worker
-- counts in each part she carries something in; her whole caseload is held against her limit.
with open_then as (
    select e.id, e.person_id, ((least($3, $4) + 1)::timestamp at time zone s.time_zone) as end_of_day,
           ($5 is null or e.site_id = $5) and ($6 is null or e.strand = $6) as asked,
           case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from enrolment e
    join site s on s.org_id = e.org_id and s.id = e.site_id
    where e.org_id = $1 and e.voided_at is null
      and e.enrolled_on <= least($3, $4)
      and (e.exited_on is null or e.exited_on > least($3, $4))
      and $2 is not null
),
carried as (
    select o.*, a.staff_id, a.role, a.weight, sum(a.weight) over (partition by a.staff_id) as whole
    from open_then o
    join assignment a on a.org_id = $1 and a.enrolment_id = o.id and a.voided_at is null
                     and a.started_at < o.end_of_day and (a.ended_at is null or a.ended_at >= o.end_of_day)
),
limits as (
    select m.id as staff_id,
           coalesce((select x.cap from caseload_exception x
                     where x.org_id = $1 and x.staff_id = m.id and x.approved and x.decided_at < w.end_of_day
                       and x.ends_at >= w.end_of_day and x.voided_at is null
                     order by x.decided_at desc, x.id desc limit 1),
                    (select min(l.cap)
                     from caseload_limit l
                     join role_grant g on g.org_id = l.org_id and g.staff_id = m.id and g.voided_at is null
                          and g.granted_at < w.end_of_day and (g.ended_at is null or g.ended_at >= w.end_of_day)
                     left join programme p on p.org_id = g.org_id and p.id = g.programme_id
                     where l.org_id = $1 and l.voided_at is null and l.started_at < w.end_of_day
                       and (l.ended_at is null or l.ended_at >= w.end_of_day) and (l.role is null or l.role = g.role)
                       and (l.site_id is null or l.site_id = coalesce(g.site_id, p.site_id, l.site_id))),
                    m.caseload_cap) as cap
    from (select c.staff_id, max(c.end_of_day) as end_of_day from carried c group by c.staff_id) w
    join staff_member m on m.org_id = $1 and m.id = w.staff_id
),
workers as (
    select grouping(c.part) = 1 as is_total, c.part, c.staff_id, max(c.whole) as whole, max(l.cap) as cap
    from carried c
    join limits l on l.staff_id = c.staff_id
    where c.asked
    group by grouping sets ((c.staff_id), (c.staff_id, c.part))
),
people as (
    select o.person_id, o.part,
           exists (select from carried c where c.id = o.id and c.role = 'lead') as led
    from open_then o where o.asked
)
select coalesce(w.is_total, true) as is_total, w.part, 'over_cap' as variant, 1 as place,
       count(w.staff_id) filter (where w.whole > w.cap) as numerator, count(w.staff_id) as denominator,
       percentile_cont(array[0.25, 0.5, 0.75]) within group (order by w.whole::float8) as spread
from (values (true)) whole (is_the_total)
left join workers w on w.is_total or w.part is not null
group by w.is_total, w.part
union all
select grouping(part) = 1, part, 'without_lead', 2,
       count(distinct person_id) filter (where not led), count(distinct person_id), null
from people
group by grouping sets ((), (part))
having grouping(part) = 1 or part is not null
order by is_total desc, part, place
