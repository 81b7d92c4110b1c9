drop index participation_voided;
drop index enrolment_event_leaving;
