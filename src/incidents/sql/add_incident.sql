insert into incident (org_id, id, site_id, kind, severity, verification, state, occurred_at, moved_at, triage_by,
                      wrapped, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, 'reported', 'reported', $6, $7, $8, $9, $10, $7, $11)
