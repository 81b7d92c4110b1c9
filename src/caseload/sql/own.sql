-- Whom the caller ($2) works with, and whom she stands in for somebody for: a page from a place on, those first who
-- are to be met soonest. Somebody who pauses or has left is not waited for and comes last.
with held as (
    select a.enrolment_id, a.role, a.weight, null::uuid as covering_for
    from assignment a
    where a.org_id = $1 and a.staff_id = $2 and a.ended_at is null and a.voided_at is null
    union all
    select a.enrolment_id, a.role, 0, a.staff_id
    from absence_cover c
    join assignment a on a.org_id = c.org_id and a.staff_id = c.absent_id and a.site_id = c.site_id and a.ended_at is null
         and a.voided_at is null
    where c.org_id = $1 and c.cover_id = $2 and c.starts_at <= $3 and c.ends_at > $3 and c.ended_at is null
      and c.voided_at is null and a.enrolment_id in (select v.enrolment_id from access.covered() v)
), mine as (
    select distinct on (h.enrolment_id) h.* from held h order by h.enrolment_id, h.covering_for nulls first
)
select e.id as enrolment_id, e.person_id, p.public_code, e.programme_id, e.site_id, m.role, m.covering_for,
       case when e.exited_on is null then m.weight else 0 end::float8 as weight, due.contact_due_on,
       coalesce(due.contact_due_on, date '9999-12-31') as place, e.paused_on is not null as paused,
       e.exited_on is not null as has_left,
       (select count(*) from task t
        where t.org_id = e.org_id and t.enrolment_id = e.id and t.closed_at is null and t.voided_at is null) as tasks
from mine m
join enrolment e on e.org_id = $1 and e.id = m.enrolment_id and e.voided_at is null
join person p on p.org_id = e.org_id and p.id = e.person_id
cross join lateral (select access.contact_due(e.id) as contact_due_on) due
where $4::date is null or (coalesce(due.contact_due_on, date '9999-12-31'), e.id) > ($4, $5)
order by place, e.id
limit $6
