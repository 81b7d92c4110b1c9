drop table sdc.external_figure;
alter table ref.code no force row level security;
delete from ref.code where list = 'release_indicator' and code = 'completed';
alter table ref.code force row level security;
