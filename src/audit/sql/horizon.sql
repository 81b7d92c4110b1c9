-- Below which transaction everything is sealed.
select coalesce((select h.xid from audit_horizon h), 0) as horizon
