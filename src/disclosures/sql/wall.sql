-- The wall around the register of what left the house (C3): part of the replaceable set (src/platform/db/migrate.rs).
-- For who opens what is sealed about her, and the data-protection officer, who reviews what was told without consent.

create policy disclosure_read on disclosure for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())
                or 'data_protection_officer' = any ((select access.roles())::text[])));
create policy disclosure_add on disclosure for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff()) and reviewed_by is null
                and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));
-- What was reviewed is frozen: no policy reaches it.
create policy disclosure_review on disclosure for update to causeway_app
    using (org_id = (select access.house()) and reviewed_by is null
           and 'data_protection_officer' = any ((select access.roles())::text[]))
    with check (org_id = (select access.house()) and reviewed_by = (select access.staff()));

grant select, insert on disclosure to causeway_app;
grant update (review, reviewed_by, reviewed_at, row_version) on disclosure to causeway_app;
-- What erasing somebody changes (access.destroy).
grant update (recipient_enc, created_mac) on disclosure to causeway_policy;
