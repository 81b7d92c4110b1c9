select id from roll_line
where org_id = $1 and session_id = $2 and marked_at is null and voided_at is null
order by id
