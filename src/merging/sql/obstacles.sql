select name from access.merge_obstacles($1, $2) as name
