-- Ends an enrolment when it still is the version the caller saw: the event, what was found, and the true reason where the
-- event shows another ($12).
with ended as (
    update enrolment set exited_on = $4, row_version = row_version + 1
    where org_id = $1 and id = $2 and row_version = $3 and exited_on is null and voided_at is null
    returning person_id, site_id, programme_id
), event as (
    insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status, to_status, reason,
                                 interview_on, interview_missing, aftercare, occurred_on, recorded_at, recorded_by)
    select $1, $5, $2, ended.site_id, ended.programme_id, $6, 'exited', $7, $8, $9, $10, $4, $11, $13
    from ended
), restricted as (
    insert into enrolment_restricted (org_id, event_id, enrolment_id, person_id, site_id, programme_id, true_reason_enc,
                                      recorded_at, recorded_by)
    select $1, $5, $2, ended.person_id, ended.site_id, ended.programme_id, $12, $11, $13
    from ended where $12 is not null
)
insert into exit_record (org_id, event_id, enrolment_id, person_id, site_id, programme_id, recorded_at, recorded_by,
                         initiator, initiator_missing, planned, planned_missing, living_situation,
                         living_situation_missing, school_status, school_status_missing, employment_status,
                         employment_status_missing, satisfaction, satisfaction_missing, safe_to_follow_up,
                         safe_to_follow_up_missing, safe_contact_rule, wellbeing, wellbeing_missing)
select $1, $5, $2, ended.person_id, ended.site_id, ended.programme_id, $11, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
       $23, $24, $25, $26, $27, $28, $29, $30
from ended
