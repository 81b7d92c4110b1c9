-- Called off by us or by others ($4), while it still is the version the caller saw and nobody is said to have come.
update session s set status = $4, row_version = s.row_version + 1
where s.org_id = $1 and s.id = $2 and s.row_version = $3 and s.is_group and s.voided_at is null and s.closed_at is null
  and s.status in ('planned', 'held')
  and not exists (select from roll_line l
                  where l.org_id = s.org_id and l.session_id = s.id and l.marked_at is not null and l.voided_at is null)
  and not exists (select from walk_in w
                  where w.org_id = s.org_id and w.session_id = s.id and w.voided_at is null)
  and not exists (select from head_count h
                  where h.org_id = s.org_id and h.session_id = s.id and h.voided_at is null)
