update service_provider
set name = $4, services = $5, answers_within = $6, in_use = $7, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and voided_at is null
