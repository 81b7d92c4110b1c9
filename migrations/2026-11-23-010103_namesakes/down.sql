alter table ref.code no force row level security;
delete from possible_duplicate where found_by = 'name';
delete from ref.code where list = 'duplicate_ground' and code = 'name';
alter table ref.code force row level security;
