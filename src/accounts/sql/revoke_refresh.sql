update auth.refresh_token set revoked_at = $2 where id = $1
