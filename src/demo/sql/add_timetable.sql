-- What a house has beside its casework: cohorts of its group programmes with members and when they meet, holidays, how much of
-- each programme somebody is to get, and what some figures are to be. Derived from what was loaded, so the same every time;
-- ids are drawn from what they belong to.
with moment as (
    select max(e.recorded_at) as at, max(e.recorded_at)::date as today
    from enrolment e
    where e.org_id = $1
    having count(*) > 0
), kinds (strand, kind) as (
    values ('sport', 'sport_session'), ('culture', 'culture_session'), ('training', 'training_class'),
           ('oc_education', 'oc_harms_lesson')
), places as (
    select e.programme_id, e.site_id, p.name, k.kind,
           md5('cohort' || e.programme_id::text || e.site_id::text)::uuid as cohort_id
    from enrolment e
    join programme p on p.org_id = e.org_id and p.id = e.programme_id
    join kinds k on k.strand = p.strand
    where e.org_id = $1 and e.exited_on is null
    group by e.programme_id, e.site_id, p.name, k.kind
), leads as (
    select distinct on (a.programme_id, a.site_id) a.programme_id, a.site_id, a.staff_id
    from (select programme_id, site_id, staff_id, count(*) as people
          from assignment
          where org_id = $1 and ended_at is null
          group by programme_id, site_id, staff_id) a
    order by a.programme_id, a.site_id, a.people desc, a.staff_id
), cohorts as (
    insert into cohort (org_id, id, programme_id, site_id, name, capacity, starts_on, recorded_at, recorded_by)
    select $1, c.cohort_id, c.programme_id, c.site_id, c.name, 24, m.today - 120, m.at, l.staff_id
    from places c join leads l using (programme_id, site_id) cross join moment m
    returning id, programme_id, site_id, starts_on, recorded_at, recorded_by
), members as (
    insert into cohort_member (org_id, id, cohort_id, enrolment_id, person_id, site_id, programme_id, joined_on, recorded_at,
                               recorded_by)
    select $1, md5('member' || e.id::text)::uuid, e.cohort_id, e.id, e.person_id, e.site_id, e.programme_id,
           greatest(e.enrolled_on, e.starts_on), e.recorded_at, e.recorded_by
    from (select e.id, e.person_id, e.site_id, e.programme_id, e.enrolled_on, c.id as cohort_id, c.starts_on, c.recorded_at,
                 c.recorded_by, row_number() over (partition by c.id order by e.enrolled_on, e.id) as place
          from cohorts c
          join enrolment e on e.org_id = $1 and e.programme_id = c.programme_id and e.site_id = c.site_id and e.exited_on is null) e
    where e.place <= 20
), schedules as (
    insert into schedule (org_id, id, cohort_id, site_id, programme_id, kind, mode, title, weekday, starts_local, minutes,
                          lead_staff_id, from_on, recorded_at, recorded_by)
    select $1, md5('schedule' || c.id::text)::uuid, c.id, c.site_id, c.programme_id, p.kind, 'in_person_community', p.name,
           2 + get_byte(uuid_send(c.id), 0) % 4, '16:00', 90, c.recorded_by, c.starts_on, c.recorded_at, c.recorded_by
    from cohorts c join places p on p.cohort_id = c.id
), holidays as (
    insert into holiday (org_id, id, holiday_on, name, recorded_at)
    select $1, md5('holiday' || $1::text || d.holiday_on::text)::uuid, d.holiday_on, d.name, m.at
    from moment m
    cross join lateral (values (make_date(extract(year from m.today)::integer, 12, 25), 'Christmas Day'),
                               (make_date(extract(year from m.today)::integer + 1, 1, 1), 'New Year''s Day')) d (holiday_on, name)
), dosages as (
    insert into dosage_rule (org_id, id, programme_id, measure, amount, valid_from, recorded_at, recorded_by)
    select $1, md5('dosage' || p.id::text)::uuid, p.id, 'minutes_per_week', 45, p.recorded_at::date, p.recorded_at, p.recorded_by
    from programme p
    where p.org_id = $1
)
insert into indicator_target (org_id, id, indicator, variant, from_on, to_on, target, recorded_at)
select $1, md5('target' || $1::text || t.indicator || y.year)::uuid, t.indicator, t.variant, make_date(y.year, 1, 1),
       make_date(y.year, 12, 31), t.target, m.at
from moment m
cross join lateral (values (extract(year from m.today)::integer - 1), (extract(year from m.today)::integer)) y (year)
cross join (values ('DOS-01', 'attendance', 0.75), ('RET-02', 'completed', 0.6), ('DQ-03', 'done', 0.7)) t (indicator, variant, target)
