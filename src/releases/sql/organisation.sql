select name from organisation where org_id = $1
