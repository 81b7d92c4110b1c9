-- The counters under these keys, new ones made, locked in the order of their keys until the transaction ends.
insert into auth.throttle (key, window_start, opened_at, forget_at)
select k, $2, $2, $2 from unnest($1) k order by k
on conflict (key) do update set key = excluded.key
returning key, window_start, fails, open, opened_at, level, blocked_until, good_at, accounts
