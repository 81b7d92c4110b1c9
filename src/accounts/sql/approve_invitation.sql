select access.approve_invitation($1, $2) as done
