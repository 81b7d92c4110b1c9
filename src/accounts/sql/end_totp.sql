-- Ends the account's secrets, those in force ($2) or those that wait, and keeps nothing of them.
update auth.totp set ended_at = $3, secret_enc = null, wrapped_enc = null
where account_id = $1 and ended_at is null and (confirmed_at is not null) = $2
