select access.break_glass_ask($1, $2, $3, $4, $5)
