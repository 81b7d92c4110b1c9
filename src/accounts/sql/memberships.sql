select org_id, staff_id, organisation from access.memberships($1)
