select what, found from access.merge_counts($1, $2)
