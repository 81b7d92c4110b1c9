select id from staff_member where org_id = $1 and id = $2 and voided_at is null
