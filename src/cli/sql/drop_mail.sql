update auth.mail set dead_at = null, dropped_at = $2, last_error = 'dropped', locked_by = null, locked_until = null,
    wrapped_key = null, content_enc = null
where id = $1 and sent_at is null and dropped_at is null and (locked_until is null or locked_until <= $2)
