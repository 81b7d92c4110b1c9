select session_id, schedule_id, turn_on, starts_at from access.planned_turns(null, $1, $2)
