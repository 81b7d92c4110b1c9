-- Two requests of one device do not make the same number.
select pg_advisory_xact_lock(hashtextextended('sync view ' || $1::text, 0))
