-- The last day she was to be somewhere: not a day that was called off, nor one she was in custody.
select max(held_on) as held_on from participation
where org_id = $1 and enrolment_id = $2 and voided_at is null
  and attendance not in ('cancelled_by_provider', 'cancelled_by_person', 'no_session_custody')
