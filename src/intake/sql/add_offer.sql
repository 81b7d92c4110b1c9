insert into place_offer (org_id, id, referral_id, site_id, offered_at, turn_reason, created_mac, recorded_at,
                         recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
