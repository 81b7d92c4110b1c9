-- A site's rota is written by one after the other: the lock is held to the end of the transaction.
select pg_advisory_xact_lock(hashtextextended('rota ' || $1::text || ' ' || $2::text, 0))
