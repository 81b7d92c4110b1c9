select count(*) as lines from roll_line where org_id = $1 and session_id = $2 and voided_at is null
