select access.end_assignments($1) as ended
