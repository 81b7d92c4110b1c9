select id, kind, body_enc, recorded_by, recorded_at from session_note
where org_id = $1 and session_id = $2 and person_id = $3 and voided_at is null
