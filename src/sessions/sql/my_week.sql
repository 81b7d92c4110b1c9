-- What the caller ($2) plans, leads and has led from one day at the site to another, with people she may see: by place
-- ($5 everywhere, $6 sites, $7 programmes) or by assignment. A group names nobody.
with tied as (
    select a.enrolment_id from assignment a
    where a.org_id = $1 and a.staff_id = $2 and a.ended_at is null and a.voided_at is null
    union all
    select c.enrolment_id from access.covered() c
), mine as (
    select 'plan' as what, p.id, p.kind, p.mode, 'planned' as status, p.starts_at, p.planned_on as held_on, p.minutes,
           null::text as title, p.enrolment_id, p.person_id, p.site_id, p.programme_id, p.row_version
    from plan p
    where p.org_id = $1 and p.staff_id = $2 and p.settled_at is null and p.voided_at is null
      and p.planned_on between $3 and $4
    union all
    select 'session', s.id, s.kind, s.mode, s.status, s.starts_at, s.held_on, s.minutes,
           null, a.enrolment_id, a.person_id, s.site_id, s.programme_id, s.row_version
    from session s
    join participation a on a.org_id = s.org_id and a.session_id = s.id
    where s.org_id = $1 and s.lead_staff_id = $2 and not s.is_group and s.voided_at is null and s.held_on between $3 and $4
)
select m.* from mine m
where $5 or m.site_id = any ($6) or m.programme_id = any ($7) or m.enrolment_id in (select t.enrolment_id from tied t)
union all
select 'group', s.id, s.kind, s.mode, s.status, s.starts_at, s.held_on, s.minutes,
       s.title, null, null, s.site_id, s.programme_id, s.row_version
from session s
where s.org_id = $1 and s.lead_staff_id = $2 and s.is_group and s.voided_at is null and s.held_on between $3 and $4
  and s.id in (select access.led_groups())
order by starts_at, id
limit 500
