select staff_id, step, recorded_at from alert_call where org_id = $1 and alert_id = $2 order by step, recorded_at, id
