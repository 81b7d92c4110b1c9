alter table ref.code no force row level security;
delete from ref.code where list in ('age_band', 'gender_group');
alter table ref.code force row level security;
drop table head_count;
