insert into contact_attempt (org_id, id, enrolment_id, person_id, site_id, programme_id, strand, attempted_at, attempted_on,
                             mode, result, collateral, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
