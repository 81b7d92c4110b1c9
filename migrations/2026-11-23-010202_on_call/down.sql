alter table ref.code no force row level security;
delete from ref.code where list = 'alert_kind' or (list = 'mail_template' and code = 'on_call')
    or (list = 'job_kind' and code in ('call_on_call', 'post_alert'))
    or (list = 'audit_action' and code in ('acknowledge', 'call'));
alter table ref.code force row level security;
drop table alert_call;
drop table alert;
drop table on_call_shift;
