update auth.sign_in set revoked_at = $2 where account_id = $1 and revoked_at is null
