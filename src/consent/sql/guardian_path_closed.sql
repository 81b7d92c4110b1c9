select access.guardian_path_closed($1, $2) as closed
