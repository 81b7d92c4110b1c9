update auth.field_code set used_at = $3 where org_id = $1 and id = $2 and used_at is null and dead_at is null
