alter table ref.code no force row level security;
delete from ref.code where list = 'audit_action' and code in ('mark', 'close', 'reopen', 'match');
drop table walk_in;
drop table roll_line;
drop index session_group_day;
drop index session_group_lead;
alter table session
    drop constraint session_closed_by_somebody,
    drop constraint session_only_groups_have_rolls,
    drop column closed_by,
    drop column closed_at,
    drop column title,
    drop column is_group;
