select id, is_current from access.sync_epoch()
