select access.accept_invitation($1, $2, $3, $4, $5, $6, $7, $8) as staff_id
