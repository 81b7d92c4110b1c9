-- Lets go of a job that failed: to be tried again at $4, or given up when that is null.
update auth.job
set locked_by = null, locked_until = null, last_error = $5, run_at = coalesce($4, run_at),
    dead_at = case when $4::timestamptz is null then $6::timestamptz end
where org_id = $1 and id = $2 and locked_by = $3 and finished_at is null
