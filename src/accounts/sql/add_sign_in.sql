with signed_in as (
    insert into auth.sign_in (id, account_id, org_id, staff_id, issued_at, expires_at)
    values ($1, $2, $3, $4, $5, $6)
)
insert into audit_event (org_id, id, at, staff_id, sign_in_id, request_id, action, object_type, object_id, tier)
values ($3, $7, $5, $4, $1, $8, 'sign_in', 'sign_in', $1, 'c1')
