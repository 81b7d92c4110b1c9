-- Corrects a session and its line while it still is the version the caller saw.
with corrected as (
    update session
    set starts_at = $4, held_on = $5, minutes = $6, status = $7, kind = $8, mode = $9, row_version = row_version + 1
    where org_id = $1 and id = $2 and row_version = $3 and voided_at is null
    returning id
), line as (
    update participation
    set held_on = $5, attendance = $10, minutes = $11, row_version = row_version + 1
    where org_id = $1 and session_id in (select id from corrected)
)
select count(*)::int as rows from corrected
