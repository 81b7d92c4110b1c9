select not row_security_active('person_key') as past_the_wall
