insert into waiting_entry (org_id, id, referral_id, site_id, priority, since, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8)
