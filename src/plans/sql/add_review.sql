-- A look at a plan in force that still is the version the caller saw, with what it came to for each goal. The clock starts anew
-- when a next day is named ($9): $8 is the day the look was due on.
with looked as (
    update case_plan set next_review_on = coalesce($9, next_review_on), row_version = row_version + 1
    where org_id = $1 and id = $2 and row_version = $3 and state = 'active' and voided_at is null
    returning enrolment_id, person_id, site_id, programme_id
), review as (
    insert into case_plan_review (org_id, id, plan_id, enrolment_id, person_id, site_id, programme_id, due_on, reviewed_on,
                                  next_review_on, created_mac, recorded_at, recorded_by)
    select $1, $4, $2, l.enrolment_id, l.person_id, l.site_id, l.programme_id, $8, $5, $9, $10, $6, $7 from looked l
), goals as (
    insert into goal_review (org_id, review_id, goal_id, plan_id, enrolment_id, person_id, site_id, programme_id, reviewed_on,
                             status, gas, recorded_at, recorded_by)
    select $1, $4, g.goal_id, $2, l.enrolment_id, l.person_id, l.site_id, l.programme_id, $5, g.status, g.gas, $6, $7
    from looked l, unnest($11::uuid[], $12::text[], $13::integer[]) as g (goal_id, status, gas)
)
select count(*) from looked
