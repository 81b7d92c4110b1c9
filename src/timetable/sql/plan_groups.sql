select access.plan_groups($1)
