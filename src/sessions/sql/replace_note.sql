-- What stood there before is voided, not overwritten.
with voided as (
    update session_note set voided_at = $8, void_reason = 'entered_in_error', row_version = row_version + 1
    where org_id = $1 and session_id = $3 and person_id = $5 and voided_at is null
)
insert into session_note (org_id, id, session_id, enrolment_id, person_id, site_id, programme_id, kind, body_enc, recorded_at,
                          recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $9, $10, $8, $11)
