select access.end_work($1, $2) as row_version
