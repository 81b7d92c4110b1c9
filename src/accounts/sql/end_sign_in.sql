select access.end_sign_in($1, $2)
