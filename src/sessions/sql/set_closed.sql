-- Closes an open roll ($4 when) or opens a closed one ($4 null), while it still is the version the caller saw. A session
-- whose roll is closed took place.
update session
set closed_at = $4, closed_by = case when $4::timestamptz is not null then $5::uuid end,
    status = case when status = 'planned' and $4 is not null then 'held' else status end, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and is_group and voided_at is null
  and (closed_at is null) = ($4 is not null)
