insert into incident_party (org_id, id, incident_id, person_id, person_site_id, staff_id, role, created_mac,
                            recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
