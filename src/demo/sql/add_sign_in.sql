insert into auth.sign_in (id, account_id, org_id, staff_id, issued_at, expires_at) values ($1, $2, $3, $4, $5, $6)
