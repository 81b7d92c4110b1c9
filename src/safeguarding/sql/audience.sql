select account_id from access.concern_audience($1)
