update person_merge
set state = 'undone', undone_by = $4, undone_at = $5, undo_reason = $6, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and state = 'confirmed' and voided_at is null
