-- Links to a password that were asked for before end with the old one.
with ended as (
    update auth.password_reset set expires_at = recorded_at where account_id = $1 and used_at is null
)
update auth.account set password_hash = $2 where id = $1
