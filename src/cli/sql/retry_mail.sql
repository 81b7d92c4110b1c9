update auth.mail set dead_at = null, attempts = 0, next_at = $2, locked_by = null, locked_until = null
where id = $1 and sent_at is null and dropped_at is null and (locked_until is null or locked_until <= $2)
