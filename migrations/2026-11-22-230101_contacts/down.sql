alter table ref.code no force row level security;
delete from ref.code where list in ('contact_kind', 'document_kind') or (list = 'audit_action' and code = 'search');
alter table ref.code force row level security;
drop table auth.search_count;
drop table identifier;
drop table contact_method;
