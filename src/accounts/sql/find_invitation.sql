select org_id, id, organisation, email, display_name, language from access.find_invitation($1, $2)
