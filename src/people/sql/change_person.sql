update person
set language = coalesce($4, language),
    gender_identity = case when $5 is null and $6 is null then gender_identity else $5 end,
    gender_missing = case when $5 is null and $6 is null then gender_missing else $6 end,
    row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and voided_at is null
