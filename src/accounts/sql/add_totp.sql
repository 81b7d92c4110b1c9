insert into auth.totp (id, account_id, secret_enc, wrapped_enc, recorded_at) values ($1, $2, $3, $4, $5)
