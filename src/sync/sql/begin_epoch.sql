select access.sync_begin_epoch($1)
