insert into person_relationship (org_id, id, person_id, site_id, kind, other_person_id, other_site_id, other_label_enc,
                                 legal_guardian, lives_with, guardian_unsafe, partner_unsafe, valid_from, valid_to,
                                 created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
