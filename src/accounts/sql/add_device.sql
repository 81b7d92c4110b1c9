with kept as (
    update auth.sign_in set idle_until = $11 where id = $5
)
insert into auth.device (org_id, id, staff_id, account_id, sign_in_id, code_id, kind, key_algorithm, public_key, enrolled_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
