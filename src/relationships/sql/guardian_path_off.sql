select access.guardian_path_off($1, $2) as off
