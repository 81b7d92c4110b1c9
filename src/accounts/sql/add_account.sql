insert into auth.account (id, email, password_hash, language, recorded_at) values ($1, $2, $3, $4, $5)
