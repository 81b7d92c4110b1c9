select status, same from access.sync_received($1, $2)
