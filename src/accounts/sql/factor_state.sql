select (select t.confirmed_at from auth.totp t
        where t.account_id = $1 and t.confirmed_at is not null and t.ended_at is null) as confirmed_at,
       (select count(*) from auth.recovery_code c
        where c.account_id = $1 and c.used_at is null and c.ended_at is null) as codes_left
