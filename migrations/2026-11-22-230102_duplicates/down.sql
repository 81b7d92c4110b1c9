alter table ref.code no force row level security;
delete from ref.code where list in ('duplicate_ground', 'duplicate_outcome')
    or (list = 'job_kind' and code = 'look_for_duplicates')
    or (list = 'audit_action' and code = 'judge_duplicate');
alter table ref.code force row level security;
drop table possible_duplicate;
