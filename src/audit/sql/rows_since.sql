from (select (s.event).*, s.sealed from access.audit_since($1, $2, $3, $4) s) e
