select access.notice_seen($1) as done
