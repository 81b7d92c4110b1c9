select access.guardian_path_closed($1) as closed
