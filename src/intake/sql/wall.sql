-- The wall around intake: policies and privileges of its tables, rebuilt with the rest (src/platform/db/migrate.rs).
-- A referral belongs to its site, like the person it is about until she is enrolled: a role in one programme reaches
-- none. Besides the place it is for who received it and who took the person in (access.tied_referrals).

create policy referral_in_read on referral_in for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[]) or id in (select access.tied_referrals())));
create policy referral_in_add on referral_in for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and site_id = any ((select access.work_sites())::uuid[])
                and person_id not in (select access.only_behind_glass()));
create policy referral_in_change on referral_in for update to causeway_app
    using (org_id = (select access.house())
           and (site_id in (select access.intake_sites()) or id in (select access.tied_referrals())));

create policy referral_source_read on referral_source for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[]) or recorded_by = (select access.staff())
                or person_id in (select access.taken_in())));
create policy referral_source_add on referral_source for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and site_id = any ((select access.work_sites())::uuid[])
                and person_id not in (select access.only_behind_glass()));

create policy referral_event_read on referral_event for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[]) or referral_id in (select access.tied_referrals())));
create policy referral_event_add on referral_event for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and site_id = any ((select access.work_sites())::uuid[]));

grant select, insert on referral_in, referral_source, referral_event to causeway_app;
-- Not where it belongs: person, programme and site are fixed.
grant update (mandate, urgency, reasons, agreed, received_at, contact_safety, state, moved_at, triaged_at,
              first_attempt_at, first_contact_at, ended_at, due_on, waits_until, row_version, voided_at, void_reason)
    on referral_in to causeway_app;
-- What erasing somebody changes (access.destroy).
grant update (referrer_name_enc, created_mac) on referral_source to causeway_policy;
