-- Ends a pause when the enrolment still is the version the caller saw.
with resumed as (
    update enrolment set paused_on = null, row_version = row_version + 1
    where org_id = $1 and id = $2 and row_version = $3 and paused_on is not null and exited_on is null and voided_at is null
    returning site_id, programme_id
)
insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status, to_status, occurred_on,
                             recorded_at, recorded_by)
select $1, $5, $2, resumed.site_id, resumed.programme_id, 'paused', $6, $4, $7, $8 from resumed
