insert into sdc.external_figure (org_id, id, indicator, period, predicate, people, source, created_mac, recorded_at,
                                 recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
