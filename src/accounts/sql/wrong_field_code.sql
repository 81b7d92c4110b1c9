update auth.field_code
set wrong = wrong + 1, dead_at = case when wrong + 1 >= $3 then $4::timestamptz end
where org_id = $1 and id = $2 and used_at is null and dead_at is null
