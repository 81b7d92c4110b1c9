-- Trying alone what takes another leaves a line in the log though it is refused (domain.md §7 no. 15).

alter table ref.code no force row level security;
insert into ref.code (list, code, label, sort, sensitive) values
    ('audit_action', 'tried_alone', 'Tried alone what takes another, and was refused', 42, false);
alter table ref.code force row level security;
