insert into caseload_exception (org_id, id, staff_id, site_id, cap, reason, until_on, ends_at, created_mac, recorded_at,
                                recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
