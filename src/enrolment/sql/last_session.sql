select max(held_on) as held_on from participation where org_id = $1 and enrolment_id = $2 and voided_at is null
