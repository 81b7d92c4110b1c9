-- In the log of every organisation the account works in. For an account that does not exist this writes nothing, and takes
-- as long.
insert into audit_event (org_id, id, at, request_id, action, object_type, object_id, tier)
select m.org_id, $2, $3, $4, 'sign_in_failed', 'account', m.staff_id, 'c1' from access.memberships($1) m
