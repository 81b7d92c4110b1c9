select access.cohort_room($1) as free
