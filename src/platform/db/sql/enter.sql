select staff_id, funder_id, roles, sites, programmes, account_id, stepped_up_at, lacks_factor, glass, glass_people
from access.enter($1, $2, $3, $4)
