-- At its beginning everything was just given: what asks for a step-up may be done for five minutes.
insert into auth.sign_in (id, account_id, org_id, staff_id, kind, issued_at, stepped_up_at, second_factor_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $6, case when $7 then $6 end, $8)
