insert into sync_conflict (org_id, id, sync_op_id, person_id, site_id, entity, entity_id, field, kept, state, wrapped, sent_enc,
                           stood_enc, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
