select access.would_meet($1, $2, $3, $4, $5) as meet
