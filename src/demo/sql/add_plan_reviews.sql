with r as (
    select *
    from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::date[], $10::date[],
                $11::date[], $12::text[], $13::timestamptz[], $14::uuid[])
         as r (id, plan_id, goal_id, enrolment_id, person_id, site_id, programme_id, due_on, reviewed_on, next_review_on, status,
               recorded_at, recorded_by)
), review as (
    insert into case_plan_review (org_id, id, plan_id, enrolment_id, person_id, site_id, programme_id, due_on, reviewed_on,
                                  next_review_on, recorded_at, recorded_by)
    select $1, id, plan_id, enrolment_id, person_id, site_id, programme_id, due_on, reviewed_on, next_review_on, recorded_at,
           recorded_by
    from r
)
insert into goal_review (org_id, review_id, goal_id, plan_id, enrolment_id, person_id, site_id, programme_id, reviewed_on, status,
                         recorded_at, recorded_by)
select $1, id, goal_id, plan_id, enrolment_id, person_id, site_id, programme_id, reviewed_on, status, recorded_at, recorded_by
from r
