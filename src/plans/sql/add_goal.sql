insert into goal (org_id, id, plan_id, enrolment_id, person_id, site_id, programme_id, domain, priority, due_on, words_enc,
                  created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
