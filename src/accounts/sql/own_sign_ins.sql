select id, kind, issued_at, last_used_at from access.own_sign_ins($1)
