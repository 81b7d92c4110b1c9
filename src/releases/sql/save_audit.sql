update sdc.release
set audit = $4, audit_sha256 = $5, state = case when $6 then 'audited' else 'draft' end, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3
