select operation, body_mac from idempotency_key where org_id = $1 and staff_id = $2 and key = $3
