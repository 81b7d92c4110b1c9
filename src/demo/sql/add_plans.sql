-- Plans with their approval, goal and first action: a plan that is approved points to who approved it.
with plan as (
    insert into case_plan (org_id, id, enrolment_id, person_id, site_id, programme_id, version, state, submitted_by, submitted_at,
                           approved_by, active_from, started_at, next_review_on, closed_on, closed_at, close_reason, recorded_at,
                           recorded_by)
    select $1, r.id, r.enrolment_id, r.person_id, r.site_id, r.programme_id, 1, r.state, r.recorded_by, r.recorded_at,
           r.approved_by, r.active_from, r.approved_at, r.next_review_on, r.closed_on, r.closed_at, r.close_reason,
           r.recorded_at, r.recorded_by
    from unnest($2::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $13::timestamptz[], $14::uuid[],
                $15::uuid[], $16::timestamptz[], $17::date[], $18::date[], $19::date[], $20::timestamptz[], $21::text[])
         as r (id, enrolment_id, person_id, site_id, programme_id, state, recorded_at, recorded_by, approved_by, approved_at,
               active_from, next_review_on, closed_on, closed_at, close_reason)
    returning id, enrolment_id, person_id, site_id, programme_id, recorded_by, approved_by, started_at, recorded_at
), approval as (
    insert into case_plan_approval (org_id, plan_id, enrolment_id, person_id, site_id, programme_id, written_by, submitted_by,
                                    approved_by, recorded_at)
    select $1, id, enrolment_id, person_id, site_id, programme_id, recorded_by, recorded_by, approved_by, started_at
    from plan where approved_by is not null
), goals as (
    insert into goal (org_id, id, plan_id, enrolment_id, person_id, site_id, programme_id, domain, priority, due_on, words_enc,
                      recorded_at, recorded_by)
    select $1, g.id, p.id, p.enrolment_id, p.person_id, p.site_id, p.programme_id, g.domain, 'first', g.due_on, g.words,
           p.recorded_at, p.recorded_by
    from unnest($2::uuid[], $3::uuid[], $10::text[], $11::date[], $22::bytea[]) as g (plan_id, id, domain, due_on, words)
    join plan p on p.id = g.plan_id
)
insert into plan_action (org_id, id, goal_id, plan_id, enrolment_id, person_id, site_id, programme_id, who, due_on, what_enc,
                         done_on, recorded_at, recorded_by)
select $1, a.id, a.goal_id, p.id, p.enrolment_id, p.person_id, p.site_id, p.programme_id, 'young_person', a.due_on, a.what,
       a.done_on, p.recorded_at, p.recorded_by
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $11::date[], $12::date[], $23::bytea[])
     as a (plan_id, goal_id, id, due_on, done_on, what)
join plan p on p.id = a.plan_id
