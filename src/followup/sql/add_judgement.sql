insert into followup_safety (org_id, id, enrolment_id, person_id, site_id, programme_id, judged_on, safe, safe_contact_rule,
                             recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
