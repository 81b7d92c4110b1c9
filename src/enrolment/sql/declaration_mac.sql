select created_mac from conflict_declaration where org_id = $1 and id = $2 and staff_id = $3
