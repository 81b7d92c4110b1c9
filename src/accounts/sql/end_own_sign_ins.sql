select id from access.end_own_sign_ins($1, $2, $3) as ended (id)
