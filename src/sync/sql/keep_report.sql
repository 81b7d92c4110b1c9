select access.sync_report($1, $2, $3, $4, $5, $6) as device
