update auth.email_change set confirmed_at = $2
where confirm_sha256 = $1 and confirm_until > $2 and confirmed_at is null and cancelled_at is null
returning account_id, old_email, new_email, false as was_confirmed
