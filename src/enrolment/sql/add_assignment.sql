insert into assignment (org_id, id, enrolment_id, person_id, site_id, programme_id, staff_id, role, weight, started_at,
                        over_cap_by, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $10, $13)
