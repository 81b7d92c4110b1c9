select alert_id, staff_id from access.call_to_post($1)
