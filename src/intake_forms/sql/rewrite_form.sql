update intake_form set items = $4, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and state = 'draft'
