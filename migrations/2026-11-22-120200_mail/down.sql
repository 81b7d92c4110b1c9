alter table ref.code no force row level security;
delete from ref.code where list in ('language', 'mail_template');
alter table ref.code force row level security;
alter table auth.account drop column language;
drop table auth.mail;
