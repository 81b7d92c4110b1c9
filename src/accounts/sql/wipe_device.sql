select access.wipe_device($1, $2, $3) as done
