select access.drain_device($1, $2, $3) as done
