insert into person_needs (org_id, person_id, site_id, medical_needs_enc, emergency_contact_enc, preferred_staff_id, recorded_at,
                          recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8)
