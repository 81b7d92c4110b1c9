select predicate, profile, published from sdc.release_cell where org_id = $1 and release_id = $2
