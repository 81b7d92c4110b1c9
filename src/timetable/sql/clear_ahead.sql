select session_id, touched from access.clear_ahead($1)
