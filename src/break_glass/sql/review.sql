select access.break_glass_review($1, $2, $3) as done
