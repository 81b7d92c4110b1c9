update auth.password_reset set used_at = $2 where id = $1 and used_at is null
