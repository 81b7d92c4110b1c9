select kept, merged from access.merge_keys($1, $2)
