insert into auth.account (id, email, password_hash, recorded_at)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[])
