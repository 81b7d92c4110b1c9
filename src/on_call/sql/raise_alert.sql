select access.raise_alert($1, $2) as yes
