select org_id, seq, hash from access.audit_unsigned_heads()
