select access.move_audit_horizon($1, $2)
