select exists (select from head_count h where h.org_id = $1 and h.session_id = $2 and h.voided_at is null) as is_so
