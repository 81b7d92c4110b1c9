-- The day of the first delivered session, after one was corrected or voided.
with first as (
    select min(p.held_on) as held_on from participation p
    where p.org_id = $1 and p.enrolment_id = $2 and p.voided_at is null
      and p.attendance in ('present', 'late', 'left_early')
)
update enrolment set first_service_on = first.held_on, row_version = row_version + 1
from first
where org_id = $1 and id = $2 and first_service_on is distinct from first.held_on
