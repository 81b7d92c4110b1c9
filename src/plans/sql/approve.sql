-- Approves a plan that still is the version the caller saw. Both rows or none: a key of the plan points to the approval.
with approval as (
    insert into case_plan_approval (org_id, plan_id, enrolment_id, person_id, site_id, programme_id, written_by, submitted_by,
                                    approved_by, recorded_at)
    select p.org_id, p.id, p.enrolment_id, p.person_id, p.site_id, p.programme_id, p.recorded_by, p.submitted_by, $4, $5
    from case_plan p
    where p.org_id = $1 and p.id = $2 and p.row_version = $3 and p.state = 'submitted' and p.voided_at is null
)
update case_plan set state = 'approved', approved_by = $4, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and state = 'submitted' and voided_at is null
