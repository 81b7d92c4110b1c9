insert into audit_event (org_id, id, at, staff_id, sign_in_id, request_id, action, object_type, object_id, tier)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
