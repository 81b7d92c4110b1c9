-- Leavings by their day: what was found when somebody left is counted for a period (DQ-01), whatever the history.
create index enrolment_event_leaving on enrolment_event (org_id, occurred_on) where to_status = 'exited';
-- What was voided, by its day: a figure asked as it was known then counts what was voided later. A few rows; those that
-- hold have their own index.
create index participation_voided on participation (org_id, held_on) where voided_at is not null;
