-- The wall around referrals out: part of the replaceable set (src/platform/db/migrate.rs). Seen with the enrolment it belongs
-- to; made and followed by who works in it.

create policy referral_out_read on referral_out for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy referral_out_add on referral_out for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments()))
           and person_id not in (select access.only_behind_glass()));
create policy referral_out_move on referral_out for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));

create policy referral_out_event_read on referral_out_event for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy referral_out_event_add on referral_out_event for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));

grant select, insert on referral_out, referral_out_event to causeway_app;
grant update (state, moved_at, row_version, voided_at, void_reason) on referral_out to causeway_app;
