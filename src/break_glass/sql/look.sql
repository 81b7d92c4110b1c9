select refusal, wrapped from access.break_glass_look($1)
