select access.site_has_sessions($1) as held
