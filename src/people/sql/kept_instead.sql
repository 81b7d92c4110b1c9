select access.kept_instead($1) as kept
