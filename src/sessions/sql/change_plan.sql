-- An open plan that still is the version the caller saw: moved, settled ($8) or voided ($9 why).
update plan
set starts_at = $4, planned_on = $5, minutes = $6, mode = $7, settled_at = case when $8 then $10::timestamptz end,
    voided_at = case when $9::text is not null then $10::timestamptz end, void_reason = $9, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and settled_at is null and voided_at is null
