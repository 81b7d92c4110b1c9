insert into plan (org_id, id, enrolment_id, person_id, site_id, programme_id, staff_id, kind, mode, starts_at, planned_on,
                  minutes, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $7)
