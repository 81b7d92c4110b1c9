select id, public_key from auth.device where org_id = $1 and code_id = $2 and revoked_at is null
