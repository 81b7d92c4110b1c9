insert into person_merge (org_id, id, kept_id, merged_id, kept_site_id, merged_site_id, reason, asked_by, asked_at, created_mac,
                          recorded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9)
