select access.is_guarded($1, $2) as guarded
