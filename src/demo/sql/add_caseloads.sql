-- What a caseload screen shows, made of what is loaded: at each site the field worker who carries most is away for a
-- week and another stands in; and she proposed to hand three of hers over. A limit for outreach workers. It is the
-- moment at which the last session was written down.
with moment as (
    select max(s.recorded_at) as now, (max(s.recorded_at))::date as today from session s where s.org_id = $1
), worker as (
    select g.site_id, g.staff_id, row_number() over (partition by g.site_id order by count(a.id) desc, g.staff_id) as place
    from role_grant g
    join assignment a on a.org_id = g.org_id and a.staff_id = g.staff_id and a.site_id = g.site_id and a.ended_at is null
    where g.org_id = $1 and g.site_id is not null and g.programme_id is null and g.ended_at is null
      and g.role in ('outreach_worker', 'mentor', 'case_worker', 'counsellor_clinician', 'job_coach', 'activity_lead')
    group by g.site_id, g.staff_id
), pair as (
    select one.site_id, one.staff_id as away, other.staff_id as cover, s.time_zone
    from worker one
    join worker other on other.site_id = one.site_id and other.place = 2
    join site s on s.org_id = $1 and s.id = one.site_id
    where one.place = 1
), absent as (
    insert into absence_cover (org_id, id, site_id, absent_id, cover_id, from_on, until_on, starts_at, ends_at, recorded_at,
                               recorded_by)
    select $1, md5('cover ' || $1::text || p.site_id)::uuid, p.site_id, p.away, p.cover, m.today, m.today + 6,
           m.today::timestamp at time zone p.time_zone, (m.today + 7)::timestamp at time zone p.time_zone, m.now, p.cover
    from pair p cross join moment m
), line as (
    select p.site_id, p.away, p.cover, a.*, row_number() over (partition by p.site_id order by a.started_at, a.id) as nth
    from pair p
    cross join lateral (select a.id, a.enrolment_id, a.person_id, a.programme_id, a.weight, a.started_at from assignment a
                        where a.org_id = $1 and a.staff_id = p.away and a.site_id = p.site_id and a.ended_at is null) a
), head as (
    insert into hand_over (org_id, id, site_id, from_id, to_id, state, enrolments, weight, recorded_at, recorded_by)
    select $1, md5('hand-over ' || $1::text || l.site_id)::uuid, l.site_id, l.away, l.cover, 'proposed', count(*), sum(l.weight),
           m.now, l.away
    from line l cross join moment m where l.nth <= 3
    group by l.site_id, l.away, l.cover, m.now
), lines as (
    insert into hand_over_line (org_id, id, hand_over_id, assignment_id, enrolment_id, person_id, site_id, programme_id,
                                recorded_at, recorded_by)
    select $1, md5('line ' || $1::text || l.id)::uuid, md5('hand-over ' || $1::text || l.site_id)::uuid, l.id, l.enrolment_id,
           l.person_id, l.site_id, l.programme_id, m.now, l.away
    from line l cross join moment m where l.nth <= 3
)
insert into caseload_limit (org_id, id, role, cap, started_at, recorded_at, recorded_by)
select $1, md5('limit ' || $1::text)::uuid, 'outreach_worker', 20, m.now, m.now, d.staff_id
from moment m
cross join lateral (select g.staff_id from role_grant g where g.org_id = $1 and g.role = 'director' order by g.staff_id limit 1) d
where m.now is not null
