-- Begins a pause, or lets one go on after its review, when the enrolment still is the version the caller saw. Why is sealed.
with paused as (
    update enrolment set paused_on = coalesce(paused_on, $4), row_version = row_version + 1
    where org_id = $1 and id = $2 and row_version = $3 and exited_on is null and voided_at is null
    returning person_id, site_id, programme_id
), event as (
    insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status, to_status, review_by,
                                 occurred_on, recorded_at, recorded_by)
    select $1, $5, $2, paused.site_id, paused.programme_id, $6, 'paused', $7, $4, $8, $9 from paused
)
insert into enrolment_restricted (org_id, event_id, enrolment_id, person_id, site_id, programme_id, true_reason_enc,
                                  recorded_at, recorded_by)
select $1, $5, $2, paused.person_id, paused.site_id, paused.programme_id, $10, $8, $9 from paused
