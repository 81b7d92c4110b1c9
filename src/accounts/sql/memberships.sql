select org_id, staff_id, organisation, roles from access.memberships($1)
