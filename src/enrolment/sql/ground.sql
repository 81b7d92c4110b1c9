-- What has happened so far in an enrolment, which no pause and no leaving is dated before; and whether the person's record
-- is restricted. She was expected on days that were neither called off, which may be said ahead of them, nor spent in
-- custody. What is only planned, and a line of a roll that nobody has marked, is no participation.
select (select max(l.held_on) from participation l
        where l.org_id = $1 and l.enrolment_id = $2 and l.voided_at is null
          and l.attendance not in ('cancelled_by_provider', 'cancelled_by_person', 'no_session_custody')
       ) as last_session_on,
       (select max(l.held_on) from participation l
        where l.org_id = $1 and l.enrolment_id = $2 and l.voided_at is null
          and l.attendance in ('present', 'late', 'left_early')) as last_service_on,
       (select max(v.occurred_on) from enrolment_event v
        where v.org_id = $1 and v.enrolment_id = $2 and v.voided_at is null and v.undoes is null
          and 'paused' in (v.from_status, v.to_status) and v.to_status <> 'exited') as last_change_on,
       p.display_mode = 'restricted' as restricted
from person p
where p.org_id = $1 and p.id = $3
