update auth.job set dead_at = null, attempts = 0, run_at = $2, locked_by = null, locked_until = null
where id = $1 and finished_at is null and (locked_until is null or locked_until <= $2)
