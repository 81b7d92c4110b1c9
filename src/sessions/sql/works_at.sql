select access.works_at($1, $2, $3) as works
