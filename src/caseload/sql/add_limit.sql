insert into caseload_limit (org_id, id, role, site_id, cap, started_at, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $7, $6, $7, $8)
