select view_no, scopes, base from device_view
where org_id = $1 and device_id = $2 and slot = $3::integer % 20 and view_no = $3
