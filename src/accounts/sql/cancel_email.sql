update auth.email_change set cancelled_at = $2
where cancel_sha256 = $1 and cancel_until > $2 and cancelled_at is null
returning account_id, old_email, new_email, confirmed_at is not null as was_confirmed
