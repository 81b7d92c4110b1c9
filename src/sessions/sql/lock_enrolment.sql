-- Waits for sessions being logged in this enrolment: the next statement sees them.
select from enrolment where org_id = $1 and id = $2 for no key update
