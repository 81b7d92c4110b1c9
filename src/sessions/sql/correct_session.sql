-- Corrects a session and its line while it still is the version the caller saw, and keeps what they said before.
with corrected as (
    update session
    set starts_at = $4, held_on = $5, minutes = $6, status = $7, kind = $8, mode = $9, row_version = row_version + 1
    where org_id = $1 and id = $2 and row_version = $3 and voided_at is null
    returning id
), line as (
    update participation
    set held_on = $5, attendance = $10, minutes = $11, row_version = row_version + 1
    where org_id = $1 and session_id in (select id from corrected)
), kept as (
    -- These rows are as they were when the statement began: the versions agreed, so nobody changed them since.
    insert into session_correction (org_id, id, session_id, participation_id, enrolment_id, programme_id, site_id, strand,
                                    held_on, attendance, minutes, kind, mode, status, starts_at, session_minutes,
                                    note_replaced, reason, first_recorded_at, known_from, known_until, recorded_at,
                                    recorded_by)
    select $1, $12, s.id, p.id, p.enrolment_id, p.programme_id, p.site_id, p.strand, p.held_on, p.attendance, p.minutes,
           s.kind, s.mode, s.status, s.starts_at, s.minutes, $13, $14, p.recorded_at,
           least(coalesce((select max(c.recorded_at) from session_correction c
                           where c.org_id = p.org_id and c.participation_id = p.id), p.recorded_at), $15), $15, $15, $16
    from session s
    join participation p on p.org_id = s.org_id and p.session_id = s.id
    where s.org_id = $1 and s.id in (select id from corrected)
)
select count(*)::int as rows from corrected
