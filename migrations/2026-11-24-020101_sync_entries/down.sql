-- Its triggers go with it: without the tables below every write would fail.
drop function if exists access.sync_touch() cascade;
alter table ref.code no force row level security;
delete from ref.code where list = 'audit_action' and code in ('sync_view', 'drain_device', 'wipe_device');
alter table ref.code force row level security;
alter table auth.device drop column wiped_at;
alter table auth.device drop column draining_at;
drop table auth.sync_epoch;
drop table device_view;
drop table sync_field;
drop table sync_entry;
