select access.plan_day($1, $2)
