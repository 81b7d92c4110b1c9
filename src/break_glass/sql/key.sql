select access.break_glass_key($1) as wrapped
