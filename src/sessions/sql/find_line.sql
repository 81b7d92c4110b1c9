select session_id, created_mac, row_version, marked_at, marked_by from roll_line where org_id = $1 and id = $2
