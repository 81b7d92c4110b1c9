select access.ensure_audit_partitions($1)
