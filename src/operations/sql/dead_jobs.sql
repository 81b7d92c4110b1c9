select id, kind, attempts, last_error, dead_at from access.dead_jobs()
