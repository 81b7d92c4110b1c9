select access.previous_enrolment($1, $2) as id
