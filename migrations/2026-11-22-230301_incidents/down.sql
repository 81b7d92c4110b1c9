alter table ref.code no force row level security;
delete from ref.code where list in ('incident_type', 'incident_severity', 'incident_role', 'incident_verification',
                                    'notified_to', 'incident_state', 'incident_step')
    or (list = 'job_kind' and code = 'tell_incident')
    or (list = 'audit_action' and code in ('report_incident', 'move_incident', 'correct_incident', 'name_party',
                                           'set_action', 'do_action', 'decide_closing', 'tell'));
alter table ref.code force row level security;
drop table incident_action;
drop table incident_party;
drop table incident_event;
drop table incident_account;
drop table incident;
