select session_id, created_mac from roll_line where org_id = $1 and id = $2
