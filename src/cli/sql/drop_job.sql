update auth.job set dead_at = null, finished_at = $2, last_error = 'dropped', locked_by = null, locked_until = null
where id = $1 and finished_at is null and (locked_until is null or locked_until <= $2)
