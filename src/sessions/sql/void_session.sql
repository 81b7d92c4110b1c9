with voided as (
    update session set voided_at = $4, void_reason = $5, row_version = row_version + 1
    where org_id = $1 and id = $2 and row_version = $3 and voided_at is null
    returning id
), line as (
    update participation set voided_at = $4, void_reason = $5, row_version = row_version + 1
    where org_id = $1 and session_id in (select id from voided) and voided_at is null
), note as (
    update session_note set voided_at = $4, void_reason = $5, row_version = row_version + 1
    where org_id = $1 and session_id in (select id from voided) and voided_at is null
)
select count(*)::int as rows from voided
