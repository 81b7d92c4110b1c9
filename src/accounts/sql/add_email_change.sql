with before as (
    update auth.email_change set cancelled_at = $7
    where account_id = $2 and confirmed_at is null and cancelled_at is null
)
insert into auth.email_change (id, account_id, old_email, new_email, confirm_sha256, cancel_sha256, recorded_at, confirm_until,
    cancel_until)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
