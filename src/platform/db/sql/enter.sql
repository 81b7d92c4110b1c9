select staff_id, funder_id, roles, sites, programmes from access.enter($1, $2, $3)
