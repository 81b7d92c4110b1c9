select access.close_incident($1, $2) as closed
