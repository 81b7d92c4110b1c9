-- The wall around how somebody is reached and the papers she is known by: part of the replaceable set
-- (src/platform/db/migrate.rs). They are sealed with her key and are for whoever opens who she is (`person_identity`).

create policy contact_method_read on contact_method for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())
                or person_id = any ((select access.glass())::uuid[])));
create policy contact_method_add on contact_method for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));
create policy contact_method_change on contact_method for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));

create policy identifier_read on identifier for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())
                or person_id = any ((select access.glass())::uuid[])));
create policy identifier_add on identifier for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));
create policy identifier_change on identifier for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));

grant select, insert on contact_method, identifier to causeway_app;
-- Not whose it is, nor what it says: a number that was wrong is voided.
grant update (safe_to_call, safe_to_text, safe_to_leave_message, only_when_enc, who_may_answer_enc, valid_to, row_version,
              voided_at, void_reason) on contact_method to causeway_app;
grant update (row_version, voided_at, void_reason) on identifier to causeway_app;
-- What erasing somebody changes (access.destroy).
grant update (value_enc, value_index, only_when_enc, who_may_answer_enc, created_mac, row_version) on contact_method
    to causeway_policy;
grant update (number_enc, number_index, created_mac, row_version) on identifier to causeway_policy;

create policy person_needs_read on person_needs for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())
                or person_id = any ((select access.glass())::uuid[])));
create policy person_needs_add on person_needs for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));
create policy person_needs_change on person_needs for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));

grant select, insert on person_needs to causeway_app;
grant update (medical_needs_enc, emergency_contact_enc, preferred_staff_id, row_version) on person_needs to causeway_app;
-- What erasing somebody changes (access.destroy).
grant update (medical_needs_enc, emergency_contact_enc, preferred_staff_id, row_version) on person_needs to causeway_policy;
