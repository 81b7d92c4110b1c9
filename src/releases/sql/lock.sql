select pg_advisory_xact_lock(hashtextextended('releases of ' || $1::uuid::text, 0))
