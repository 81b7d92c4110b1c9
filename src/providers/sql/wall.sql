-- The wall around the directory: part of the replaceable set (src/platform/db/migrate.rs). It concerns no young person.
create policy service_provider_read on service_provider for select to causeway_app
    using (org_id = (select access.house()));
create policy service_provider_add on service_provider for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (select access.roles()) && array['org_admin', 'data_protection_officer', 'programme_manager', 'director']);
create policy service_provider_change on service_provider for update to causeway_app
    using (org_id = (select access.house())
           and (select access.roles()) && array['org_admin', 'data_protection_officer', 'programme_manager', 'director']);

grant select, insert on service_provider to causeway_app;
-- Not its class: consent was given to one of that class.
grant update (name, services, answers_within, in_use, row_version) on service_provider to causeway_app;
