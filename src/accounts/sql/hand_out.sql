-- A new secret of a sign-in and the access token beside it, which nobody has used yet.
with token as (
    insert into auth.refresh_token (id, sign_in_id, parent_id, hash, token_id, issued_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7)
)
update auth.sign_in
set token_id = $5, token_seen_at = null, last_used_at = $6, idle_until = $7, expires_at = least(expires_at, $8)
where id = $2
