-- A code works once: of any number that try the same step, one does.
update auth.totp set last_step = $2
where id = $1 and ended_at is null and coalesce(last_step, -1) < $2
