select id from funder where org_id = $1 and id = any ($2) and voided_at is null
