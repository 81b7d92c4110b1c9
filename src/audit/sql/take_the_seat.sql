select pg_try_advisory_lock(4242000003) as taken
