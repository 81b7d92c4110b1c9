alter table ref.code no force row level security;
delete from ref.code where list in ('break_glass_purpose', 'break_glass_outcome')
    or (list = 'audit_action' and code in ('break_glass', 'second', 'review', 'notice'));
drop table break_glass_notice;
drop table break_glass;
