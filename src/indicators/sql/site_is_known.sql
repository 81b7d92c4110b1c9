select exists (select from site where org_id = $1 and id = $2) as known
