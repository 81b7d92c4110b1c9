select call_id, account_id from access.call_next($1)
