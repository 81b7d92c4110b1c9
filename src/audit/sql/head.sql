select seq, hash from access.audit_head($1)
