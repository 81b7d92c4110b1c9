alter table ref.code no force row level security;
delete from ref.code where list in ('device_kind', 'key_algorithm');
delete from ref.code where list = 'audit_action' and sort between 201 and 212;
alter table ref.code force row level security;
drop table auth.device;
drop index auth.sign_in_org_id;
drop table auth.field_code;
drop table auth.email_change;
drop table auth.password_reset;
drop table invitation;
alter table staff_member drop column created_mac;
drop index auth.account_handle;
alter table auth.account drop constraint account_password;
alter table auth.account drop constraint account_is_called;
alter table auth.account drop column handle;
-- Fails while there are accounts without a mailbox: they have nowhere to go back to.
alter table auth.account alter column password_hash set not null;
alter table auth.account alter column email set not null;
