insert into service_provider (org_id, id, name, class, services, answers_within, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
