select access.miss_outing($1, $2) as alert
