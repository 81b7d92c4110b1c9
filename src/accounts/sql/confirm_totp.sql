update auth.totp set confirmed_at = $2, last_step = $3 where id = $1
