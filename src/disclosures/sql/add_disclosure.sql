insert into disclosure (org_id, id, person_id, site_id, recipient_class, provider_id, recipient_enc, basis, consent_id,
                        categories, purpose, channel, disclosed_at, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
