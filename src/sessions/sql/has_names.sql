select exists (select from roll_line l where l.org_id = $1 and l.session_id = $2 and l.voided_at is null)
       or exists (select from walk_in w where w.org_id = $1 and w.session_id = $2 and w.voided_at is null) as is_so
