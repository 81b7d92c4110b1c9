select access.break_glass_second($1, $2) as done
