select id, kind, enrolled_at, last_seen_at, revoked_at from access.devices_of($1)
