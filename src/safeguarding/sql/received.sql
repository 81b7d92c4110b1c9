select recorded_at, created_mac from access.concern_received($1)
