alter table ref.code no force row level security;
delete from ref.code where list = 'relationship_kind';
alter table ref.code force row level security;
drop table person_relationship;
