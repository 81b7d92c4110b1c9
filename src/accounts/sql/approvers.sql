select account_id from access.approvers($1)
