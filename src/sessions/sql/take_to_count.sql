-- A session whose heads are counted took place. While it still is the version the caller saw; who puts somebody on its roll
-- waits for this, and sees the count.
update session set status = 'held', row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and is_group and voided_at is null and closed_at is null
  and status in ('planned', 'held')
