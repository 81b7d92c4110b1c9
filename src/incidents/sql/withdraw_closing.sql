-- Something is left to do: whoever asked to close it asks anew.
update incident set close_asked_by = null, row_version = row_version + 1
where org_id = $1 and id = $2 and closed_at is null and voided_at is null
