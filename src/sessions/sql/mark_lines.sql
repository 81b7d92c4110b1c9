select line_id, outcome from access.mark_lines($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
