update auth.sign_in set revoked_at = $3 where account_id = $1 and id <> $2 and revoked_at is null
