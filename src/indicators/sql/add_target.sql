insert into indicator_target (org_id, id, indicator, variant, strand, site_id, from_on, to_on, target, created_mac, recorded_at,
                              recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
