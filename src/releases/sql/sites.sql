select id, region, voided_at is null as open from site where org_id = $1
