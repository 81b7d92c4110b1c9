select kind, waiting, retrying, oldest from access.open_jobs()
