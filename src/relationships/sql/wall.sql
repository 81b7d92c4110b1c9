-- The wall around who somebody is to whom: part of the replaceable set (src/platform/db/migrate.rs). It is for whoever opens
-- who she is; one to somebody who has a record here too, only for who may know of that record.

create policy person_relationship_read on person_relationship for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())
                or person_id = any ((select access.glass())::uuid[]))
           and (other_person_id is null or other_site_id = any ((select access.c2_sites())::uuid[])
                or other_person_id in (select access.visible_people())));
create policy person_relationship_add on person_relationship for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));
-- What is said of somebody who is not safe is not changed by those who work with her.
create policy person_relationship_change on person_relationship for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.watched_people())
                or (person_id in (select access.c3_people()) and not guardian_unsafe and not partner_unsafe))
           and (other_person_id is null or other_site_id = any ((select access.c2_sites())::uuid[])
                or other_person_id in (select access.visible_people())))
    with check (org_id = (select access.house())
                and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));

grant select, insert on person_relationship to causeway_app;
-- Not who is meant: one that was wrong is voided.
grant update (legal_guardian, lives_with, guardian_unsafe, partner_unsafe, valid_to, row_version, voided_at, void_reason)
    on person_relationship to causeway_app;
-- What erasing somebody changes (access.destroy).
grant update (other_label_enc, created_mac, row_version) on person_relationship to causeway_policy;
