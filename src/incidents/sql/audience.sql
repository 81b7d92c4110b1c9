select account_id from access.incident_audience($1)
