select id, kind, person_id, enrolment_id, site_id, about_on, due_on, raised_at, closed_at, outcome, dismissal, ask_again_on,
       row_version
from task
where org_id = $1 and id = $2 and voided_at is null
