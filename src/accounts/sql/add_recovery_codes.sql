insert into auth.recovery_code (id, account_id, hash, recorded_at)
select c.id, $1, c.hash, $2 from unnest($3, $4) as c (id, hash)
