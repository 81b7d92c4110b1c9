alter table ref.code no force row level security;
delete from ref.code where list = 'referral_out_state'
    or (list = 'task_kind' and code = 'referral_out_silent')
    or (list = 'audit_action' and code = 'refer_out');
alter table ref.code force row level security;
drop table referral_out_event;
drop table referral_out;
