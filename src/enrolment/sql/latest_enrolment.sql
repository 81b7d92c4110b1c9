select id from enrolment
where org_id = $1 and person_id = $2 and programme_id = $3 and exited_on is not null and voided_at is null
order by exited_on desc, id desc
limit 1
