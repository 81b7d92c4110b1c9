insert into programme_capacity (org_id, programme_id, site_id, version, places, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7)
