-- The next version of what is said to have happened.
insert into incident_account (org_id, id, incident_id, version, kind, severity, verification, occurred_at,
                              narrative_enc, recorded_at, recorded_by)
select $1, $2, $3,
       coalesce((select max(a.version) from incident_account a where a.org_id = $1 and a.incident_id = $3), 0) + 1, $4, $5, $6, $7, $8, $9, $10
