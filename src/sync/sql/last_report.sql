select outbox_depth, oldest_pending_at, max_seq, persisted, reported_at from access.sync_reported($1)
