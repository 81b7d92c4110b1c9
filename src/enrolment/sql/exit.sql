-- Ends an enrolment when it still is the version the caller saw.
with ended as (
    update enrolment set exited_on = $4, row_version = row_version + 1
    where org_id = $1 and id = $2 and row_version = $3 and exited_on is null and voided_at is null
    returning site_id, programme_id, first_service_on
)
insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status, to_status, reason, interview_on,
                             interview_missing, aftercare, occurred_on, recorded_at, recorded_by)
select $1, $5, $2, ended.site_id, ended.programme_id,
       case when ended.first_service_on is null then 'enrolled' else 'active' end, 'exited', $6, $7, $8, $9, $4, $10, $11
from ended
