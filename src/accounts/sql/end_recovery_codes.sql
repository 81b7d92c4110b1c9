update auth.recovery_code set ended_at = $2 where account_id = $1 and used_at is null and ended_at is null
