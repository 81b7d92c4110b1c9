select access.enqueue_job($1, $2, $3, $4, $5)
