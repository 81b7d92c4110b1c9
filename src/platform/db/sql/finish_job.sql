select access.finish_job($1)
