insert into conflict_declaration (org_id, id, staff_id, person_id, site_id, has_conflict, declared_at, created_mac, recorded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $7)
