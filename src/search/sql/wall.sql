-- The wall around searching: part of the replaceable set (src/platform/db/migrate.rs). What is searched lies behind the
-- walls of `people` and `contacts`; here is only the count of who searches how often.

create policy search_count_auth on auth.search_count to causeway_auth using (true) with check (true);
grant select, insert, update on auth.search_count to causeway_auth;
