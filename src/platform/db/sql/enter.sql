select staff_id, funder_id, roles, sites, programmes, glass, glass_people from access.enter($1, $2, $3)
