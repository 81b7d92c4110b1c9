select access.end_assignments($1)
