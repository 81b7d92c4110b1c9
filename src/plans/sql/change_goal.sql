update goal set domain = $4, priority = $5, due_on = $6, words_enc = $7, changed_by = $8, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and voided_at is null
