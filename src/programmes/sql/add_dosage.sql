insert into dosage_rule (org_id, id, programme_id, measure, amount, over_days, valid_from, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
