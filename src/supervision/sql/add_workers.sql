insert into supervision_worker (org_id, session_id, staff_id)
select $1, $2, unnest($3::uuid[])
