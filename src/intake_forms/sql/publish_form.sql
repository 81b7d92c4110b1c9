update intake_form set state = 'published', published_at = $4, published_by = $5, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and state = 'draft'
