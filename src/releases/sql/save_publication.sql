update sdc.release
set state = 'published', published_by = $4, published_at = $5, file = $6, public_key = $7, signature = $8,
    row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3
