select view_no, scopes, base from device_view where org_id = $1 and device_id = $2 order by view_no desc limit 1
