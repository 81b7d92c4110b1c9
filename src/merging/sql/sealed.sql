select source, part, row_id, sealed from access.merge_sealed($1, $2)
