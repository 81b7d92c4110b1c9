alter table ref.code no force row level security;
delete from ref.code where list = 'attempt_result';
alter table ref.code force row level security;
drop table contact_attempt;
