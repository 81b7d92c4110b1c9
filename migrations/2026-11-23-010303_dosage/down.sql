alter table ref.code no force row level security;
delete from ref.code where list = 'dosage_measure';
alter table ref.code force row level security;
drop table dosage_rule;
