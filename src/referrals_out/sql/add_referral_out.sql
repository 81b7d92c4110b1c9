insert into referral_out (org_id, id, enrolment_id, person_id, site_id, programme_id, provider_id, service, warm, disclosure_id,
                          made_at, state, moved_at, answer_due_on, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'made', $11, $12, $13, $14, $15)
