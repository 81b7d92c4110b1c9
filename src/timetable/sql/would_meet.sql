select access.would_meet_cohort($1, $2) as meet
