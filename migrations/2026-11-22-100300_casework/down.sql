drop table session_note;
drop table participation;
drop table session;
drop table assignment;
drop table conflict_declaration;
drop table enrolment_event;
drop table enrolment;
