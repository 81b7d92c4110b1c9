insert into sdc.release (org_id, id, indicator, programme_version, period, generation, mechanism, snapshot_tag, geography,
                         state, drafted_by, drafted_at, content, content_sha256, created_mac, recorded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft', $10, $11, $12, $13, $14, $11)
