alter table ref.code no force row level security;
delete from ref.code where list = 'job_kind';
alter table ref.code force row level security;
drop table auth.job;
