select count(*) from auth.password_reset where account_id = $1 and recorded_at > $2
