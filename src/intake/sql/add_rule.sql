-- One version of a rule; the first when it is new.
insert into eligibility_rule (org_id, id, version, programme_id, kind, expr, age_from, age_to, consent_kind, areas,
                              message, in_force, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
