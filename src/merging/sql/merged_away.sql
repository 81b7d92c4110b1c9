select id from access.merged_away($1) as id
