insert into auth.password_reset (id, account_id, token_sha256, recorded_at, expires_at) values ($1, $2, $3, $4, $5)
