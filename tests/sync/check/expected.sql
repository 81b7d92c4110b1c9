-- What a phone of somebody ($2, in house $1) should hold, worked out from the tables alone: whom she works with, and of them
-- each row with its version and some of its fields. $3: the day. Apart from anything sync notes.
with works as materialized (
    select g.site_id from role_grant g
    where g.org_id = $1 and g.staff_id = $2 and g.ended_at is null and g.voided_at is null
      and g.role = any (access.field_roles())
), courses as materialized (
    select e.org_id, e.id, e.person_id, e.row_version
    from enrolment e join person p on p.org_id = e.org_id and p.id = e.person_id
    where e.org_id = $1 and e.voided_at is null and p.voided_at is null and p.erased_at is null
      and exists (select from assignment a where a.org_id = e.org_id and a.enrolment_id = e.id and a.staff_id = $2
                    and a.ended_at is null and a.voided_at is null)
      and exists (select from works w where w.site_id is null or w.site_id = e.site_id)
), hers as (
    select c.person_id as id from courses c
    union
    select p.id from person p
    where exists (select from works) and p.org_id = $1 and p.recorded_by = $2 and p.voided_at is null and p.erased_at is null
      and not exists (select from enrolment e where e.org_id = p.org_id and e.person_id = p.id)
), close as (
    select distinct c.person_id as id from courses c
)
select p.id as scope, 1::smallint as kind, p.id, p.row_version::bigint as version,
       jsonb_build_object('language', p.language, 'gender_identity', p.gender_identity,
                          'gender_missing', p.gender_missing) as fields
from hers h join person p on p.org_id = $1 and p.id = h.id
union all
select c.id, 2, c.id, c.row_version, jsonb_build_object('person_id', c.person_id) from courses c
union all
select distinct c.id, 3, s.id, s.row_version, jsonb_build_object('minutes', s.minutes, 'status', s.status)
from courses c
join participation t on t.org_id = c.org_id and t.enrolment_id = c.id and t.voided_at is null
join session s on s.org_id = t.org_id and s.id = t.session_id and s.voided_at is null and s.held_on >= $3::date - 180
union all
select c.id, 4, t.id, t.row_version, jsonb_build_object('person_id', t.person_id, 'minutes', t.minutes)
from courses c
join participation t on t.org_id = c.org_id and t.enrolment_id = c.id and t.voided_at is null and t.held_on >= $3::date - 180
union all
select c.id, 5, t.id, t.row_version, jsonb_build_object('result', t.result)
from courses c join contact_attempt t on t.org_id = c.org_id and t.enrolment_id = c.id and t.voided_at is null
                                    and t.attempted_on >= $3::date - 180
union all
select c.id, 6, t.id, t.row_version, jsonb_build_object('minutes', t.minutes)
from courses c join plan t on t.org_id = c.org_id and t.enrolment_id = c.id and t.voided_at is null
                         and t.planned_on >= $3::date - 180
union all
select c.id, 7, t.id, t.row_version, jsonb_build_object('kind', t.kind)
from courses c join task t on t.org_id = c.org_id and t.enrolment_id = c.id and t.voided_at is null
union all
select access.sync_derived('own', c.id, $2), 8, t.id, t.row_version, jsonb_build_object('kind', t.kind)
from courses c
join session_note t on t.org_id = c.org_id and t.enrolment_id = c.id and t.recorded_by = $2 and t.voided_at is null
union all
select access.sync_derived('guarded', o.id, null), 9, t.person_id, t.row_version, '{}'::jsonb
from close o join person_identity t on t.org_id = $1 and t.person_id = o.id and t.voided_at is null
union all
select access.sync_derived('guarded', o.id, null), 10, t.person_id, t.row_version, '{}'::jsonb
from close o join person_needs t on t.org_id = $1 and t.person_id = o.id and t.voided_at is null
union all
select access.sync_derived('guarded', o.id, null), 11, t.id, t.row_version, '{}'::jsonb
from close o
join contact_method t on t.org_id = $1 and t.person_id = o.id and t.voided_at is null and (t.safe_to_call or t.safe_to_text)
union all
select access.sync_derived('guarded', o.id, null), 12, t.id, t.row_version,
       jsonb_build_object('kind', t.kind, 'status', t.status)
from close o join consent t on t.org_id = $1 and t.person_id = o.id and t.voided_at is null
union all
select access.sync_derived('guarded', o.id, null), 13, t.id, t.row_version, jsonb_build_object('state', t.state)
from close o join case_plan t on t.org_id = $1 and t.person_id = o.id and t.voided_at is null
union all
select access.sync_derived('guarded', o.id, null), 14, t.id, t.row_version, jsonb_build_object('domain', t.domain)
from close o join goal t on t.org_id = $1 and t.person_id = o.id and t.voided_at is null
union all
select access.sync_derived('guarded', o.id, null), 15, t.id, t.row_version, jsonb_build_object('who', t.who)
from close o join plan_action t on t.org_id = $1 and t.person_id = o.id and t.voided_at is null
