insert into idempotency_key (org_id, staff_id, key, operation, body_mac, status, resource_id, etag, recorded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
