update auth.throttle t
set window_start = n.window_start, fails = n.fails, open = n.open, opened_at = n.opened_at, level = n.level,
    blocked_until = n.blocked_until, good_at = n.good_at, accounts = n.accounts, forget_at = n.forget_at
from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     as n (key, window_start, fails, open, opened_at, level, blocked_until, good_at, accounts, forget_at)
where t.key = n.key
