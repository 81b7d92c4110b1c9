select staff_id, display_name, carried::float8 as carried, cap::float8 as cap, ordinary::float8 as ordinary, enrolments,
       overdue, tasks, away_until
from access.caseloads($1, $2, $3, $4)
