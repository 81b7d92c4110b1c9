alter table ref.code no force row level security;
delete from ref.code where list in ('pause_reason', 'exit_initiator', 'living_situation', 'school_status', 'employment_status',
                                    'safe_contact_rule')
    or (list = 'job_kind' and code = 'end_assignments')
    or (list = 'audit_action' and code in ('pause', 'resume', 'undo_exit'));
alter table ref.code force row level security;

drop table exit_record;
drop table enrolment_restricted;

alter table assignment
    drop constraint assignment_ended_with,
    drop column ended_with;

drop index enrolment_event_pause;
alter table enrolment_event
    drop constraint enrolment_event_undo,
    drop constraint enrolment_event_review,
    drop column undo_reason,
    drop column undoes,
    drop column review_by;

drop index enrolment_previous;
alter table enrolment
    drop constraint enrolment_previous_is_hers,
    add foreign key (org_id, previous_enrolment_id) references enrolment (org_id, id);
drop index enrolment_of_person;
create index enrolment_previous on enrolment (org_id, previous_enrolment_id);
alter table enrolment
    drop constraint enrolment_paused_inside,
    drop column paused_on;
