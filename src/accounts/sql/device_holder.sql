select account_id, organisation, display_name from access.device_holder($1, $2)
