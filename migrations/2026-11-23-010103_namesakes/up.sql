-- Records with the same name are perhaps one person too. Nothing but codes: names have no index, and get none.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    ('duplicate_ground', 'name', 'The same name, or one like it, and the same year of birth', 3, false);

alter table ref.code force row level security;
