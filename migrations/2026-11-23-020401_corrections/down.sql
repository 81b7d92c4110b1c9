alter table ref.code no force row level security;
delete from ref.code where list = 'correction_reason';
delete from ref.code where list = 'case_note_kind' and code = 'safeguarding';
alter table ref.code force row level security;
alter table session_note drop constraint session_note_is_no_concern;
drop table session_correction;
alter table programme drop column edit_hours;
