insert into intake_answer (org_id, id, enrolment_id, person_id, site_id, programme_id, form_id, item_key, class, kind, value,
                           value_enc, missing, asked_on, source_kind, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
