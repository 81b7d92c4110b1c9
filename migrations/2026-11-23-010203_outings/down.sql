alter table ref.code no force row level security;
delete from ref.code where (list = 'alert_kind' and code = 'missed_back')
    or (list = 'job_kind' and code in ('miss_outing', 'forget_outings'))
    or (list = 'audit_action' and code in ('go_out', 'come_back', 'forget'));
alter table ref.code force row level security;
-- What was called for somebody who was out has no other ground.
delete from alert_call where (org_id, alert_id) in (select org_id, id from alert where kind = 'missed_back');
delete from alert where kind = 'missed_back';
-- The wall looks at the column; it is rebuilt right after.
drop policy if exists alert_read on alert;
drop policy if exists alert_acknowledge on alert;
alter table alert
    drop constraint alert_about_something,
    drop column outing_id,
    add constraint alert_about_something check ((kind = 'critical_incident') = (incident_id is not null));
drop table outing;
