select id, password_hash, disabled_at is not null as disabled from auth.account where email = $1
