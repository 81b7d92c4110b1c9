update safeguarding_concern
set state = $4, lead_id = $5, taken_up_at = coalesce(taken_up_at, $6),
    closed_at = case when $4 = 'closed' then $6::timestamptz end,
    row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3
