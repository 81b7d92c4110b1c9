-- A secret that waits for its first code, for as long as it takes to scan a picture.
select id, secret_enc, wrapped_enc from auth.totp
where id = $2 and account_id = $1 and confirmed_at is null and ended_at is null
  and recorded_at > $3::timestamptz - interval '15 minutes'
for update
