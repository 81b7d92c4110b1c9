select access.make_field_code($1, $2, $3, $4, $5, $6)
