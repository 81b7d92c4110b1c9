alter table ref.code no force row level security;
delete from ref.code where list in ('concern_about', 'concern_state', 'concern_step')
    or (list = 'job_kind' and code = 'tell_concern')
    or (list = 'audit_action' and code in ('raise_concern', 'move_concern'));
alter table ref.code force row level security;
drop table concern_entry;
drop table safeguarding_concern;
