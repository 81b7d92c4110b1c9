-- Says what became of a mail sender $2 holds: `sent`, `dropped`, `dead`, or to be tried again at $5.
-- What was sealed is destroyed with it, except in a dead letter, which an operator may try again.
update auth.mail
set locked_by = null, locked_until = null, last_error = $6, next_at = coalesce($5, next_at),
    sent_at = case when $4 = 'sent' then $3::timestamptz end,
    dropped_at = case when $4 = 'dropped' then $3::timestamptz end,
    dead_at = case when $4 = 'dead' then $3::timestamptz end,
    wrapped_key = case when $4 in ('again', 'dead') then wrapped_key end,
    content_enc = case when $4 in ('again', 'dead') then content_enc end
where id = $1 and locked_by = $2
