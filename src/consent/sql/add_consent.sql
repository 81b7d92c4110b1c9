insert into consent (org_id, id, person_id, site_id, kind, status, giver, legal_basis, text_version, language, method,
                     limits_explained, occurred_at, expires_on, created_mac, recorded_at, recorded_by, recorded_via,
                     text_id, read_aloud, witness, witness_staff_id, capacity_id, best_interests_reason, provider_id,
                     recipient_class, categories)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
        $26, $27)
