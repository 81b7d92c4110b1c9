select id, secret_enc, wrapped_enc from auth.totp
where account_id = $1 and confirmed_at is not null and ended_at is null
