select id, draining from access.sync_device($1)
