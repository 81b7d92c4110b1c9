-- Row-level security: the second wall (design §4). Every table, enabled and forced; no policy, no rows.
-- Set-shaped: the row's own place columns first, else membership in a set computed once per statement.

do $$
declare
    t record;
begin
    for t in select schemaname, tablename, policyname from pg_policies
             where schemaname in ('public', 'auth', 'ref', 'sdc') loop
        execute format('drop policy %I on %I.%I', t.policyname, t.schemaname, t.tablename);
    end loop;
    for t in select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname in ('public', 'auth', 'ref', 'sdc') and c.relkind in ('r', 'p')
               and c.relname <> '__diesel_schema_migrations' loop
        execute format('alter table %I.%I enable row level security', t.nspname, t.relname);
        execute format('alter table %I.%I force row level security', t.nspname, t.relname);
    end loop;
end
$$;

-- auth: only the sign-in role and definer functions.
create policy account_auth on auth.account to causeway_auth using (true) with check (true);
create policy sign_in_auth on auth.sign_in to causeway_auth using (true) with check (true);
create policy kek_retired_auth on auth.kek_retired for select to causeway_auth using (true);
create policy job_auth on auth.job to causeway_auth using (true) with check (true);
create policy mail_auth on auth.mail to causeway_auth using (true) with check (true);
create policy refresh_token_auth on auth.refresh_token to causeway_auth using (true) with check (true);
create policy totp_auth on auth.totp to causeway_auth using (true) with check (true);
create policy recovery_code_auth on auth.recovery_code to causeway_auth using (true) with check (true);
create policy throttle_auth on auth.throttle to causeway_auth using (true) with check (true);
create policy notice_auth on auth.notice to causeway_auth using (true) with check (true);
create policy password_reset_auth on auth.password_reset to causeway_auth using (true) with check (true);
create policy email_change_auth on auth.email_change to causeway_auth using (true) with check (true);
create policy field_code_auth on auth.field_code to causeway_auth using (true) with check (true);
create policy device_auth on auth.device to causeway_auth using (true) with check (true);
create policy key_probe_auth on auth.key_probe to causeway_auth using (true) with check (true);
create policy code_read on ref.code for select using (true);

-- The house: organisation, places, staff, programmes.
create policy organisation_read on organisation for select to causeway_app using (org_id = (select access.org()));

create policy jurisdiction_policy_read on jurisdiction_policy for select to causeway_app
    using (org_id = (select access.house()));
create policy jurisdiction_policy_add on jurisdiction_policy for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff()) and confirmed_by is null
                and (select access.roles()) && array['org_admin', 'data_protection_officer', 'director']);
-- In one's own name.
create policy jurisdiction_policy_confirm on jurisdiction_policy for update to causeway_app
    using (org_id = (select access.house())
           and (select access.roles()) && array['org_admin', 'data_protection_officer', 'director'])
    with check (org_id = (select access.house()) and confirmed_by = (select access.staff()));

create policy site_read on site for select to causeway_app using (org_id = (select access.house()));
create policy site_add on site for insert to causeway_app
    with check (org_id = (select access.house()) and 'org_admin' = any ((select access.roles())::text[]));
create policy site_change on site for update to causeway_app
    using (org_id = (select access.house()) and 'org_admin' = any ((select access.roles())::text[]));

create policy funder_read on funder for select to causeway_app
    using (org_id = (select access.house()) or (org_id = (select access.org()) and id = (select access.funder())));

create policy staff_member_read on staff_member for select to causeway_app
    using (org_id = (select access.house()) or (org_id = (select access.org()) and id = (select access.staff())));

create policy role_grant_read on role_grant for select to causeway_app using (org_id = (select access.house()));
create policy role_grant_add on role_grant for insert to causeway_app
    with check (org_id = (select access.house()) and 'org_admin' = any ((select access.roles())::text[])
                and staff_id <> (select access.staff()));
create policy role_grant_change on role_grant for update to causeway_app
    using (org_id = (select access.house()) and 'org_admin' = any ((select access.roles())::text[])
           and staff_id <> (select access.staff()));

-- Who invites whom is for administrators. The second person's yes comes in by access.approve_invitation.
create policy invitation_read on invitation for select to causeway_app
    using (org_id = (select access.house()) and 'org_admin' = any ((select access.roles())::text[]));
create policy invitation_add on invitation for insert to causeway_app
    with check (org_id = (select access.house()) and 'org_admin' = any ((select access.roles())::text[])
                and recorded_by = (select access.staff()));
create policy invitation_change on invitation for update to causeway_app
    using (org_id = (select access.house()) and 'org_admin' = any ((select access.roles())::text[]));

create policy programme_read on programme for select to causeway_app using (org_id = (select access.house()));
create policy programme_add on programme for insert to causeway_app
    with check (org_id = (select access.house()) and (select access.roles()) && array['org_admin', 'programme_manager', 'director']);
create policy programme_change on programme for update to causeway_app
    using (org_id = (select access.house()) and (select access.roles()) && array['org_admin', 'programme_manager', 'director']);

create policy idempotency_key_own on idempotency_key to causeway_app
    using (org_id = (select access.org()) and staff_id = (select access.staff()))
    with check (org_id = (select access.org()) and staff_id = (select access.staff()));

create policy audit_event_add on audit_event for insert to causeway_app
    with check (org_id = (select access.org()) and staff_id = (select access.staff()));
create policy audit_event_joining on audit_event for insert to causeway_auth
    with check (object_type in ('account', 'invitation', 'device', 'field_code'));
-- A job has no name: its row says which job.
create policy audit_event_job on audit_event for insert to causeway_app
    with check (org_id = (select access.org()) and staff_id is null and sign_in_id is null
                and request_id = 'job:' || (select access.job())::text);
create policy audit_event_read on audit_event for select to causeway_app
    using (org_id = (select access.house()) and (select access.roles()) && array['auditor', 'data_protection_officer']);
create policy audit_event_sign_in on audit_event for insert to causeway_auth
    with check (object_type in ('sign_in', 'account', 'totp', 'recovery_code'));
-- Nobody's: definer functions add to them, and whoever verifies the log comes as an administrator.
create policy audit_seal_none on audit_seal using (false);
create policy audit_checkpoint_none on audit_checkpoint using (false);
create policy audit_horizon_none on audit_horizon using (false);

-- People.
create policy person_read on person for select to causeway_app
    using (org_id = (select access.house())
           and (home_site_id = any ((select access.c2_sites())::uuid[]) or id in (select access.visible_people())
                or id = any ((select access.glass())::uuid[])));
create policy person_add on person for insert to causeway_app
    with check (org_id = (select access.house()) and home_site_id = any ((select access.work_sites())::uuid[])
                and recorded_by = (select access.staff()));
create policy person_change on person for update to causeway_app
    using (org_id = (select access.house())
           and (home_site_id = any ((select access.c3_sites())::uuid[]) or id in (select access.c3_people())));

create policy person_key_read on person_key for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())
                or person_id = any ((select access.glass())::uuid[])));
create policy person_key_add on person_key for insert to causeway_app
    with check (org_id = (select access.house()) and site_id = any ((select access.work_sites())::uuid[])
                and substring(wrapped from 2 for 16) not in (select access.retired_keks()));

create policy person_identity_read on person_identity for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())
                or person_id = any ((select access.glass())::uuid[])));
create policy person_identity_add on person_identity for insert to causeway_app
    with check (org_id = (select access.house()) and site_id = any ((select access.work_sites())::uuid[]));
create policy person_identity_change on person_identity for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));

create policy consent_read on consent for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[]) or person_id in (select access.visible_people())
                or person_id = any ((select access.glass())::uuid[])));
create policy consent_add on consent for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.visible_people())));

-- Break-glass: for who asked, who reviews, and who was told. Only definer functions write.
create policy break_glass_read on break_glass for select to causeway_app
    using (org_id = (select access.house())
           and (staff_id = (select access.staff()) or (select access.roles()) && (select access.glass_review_roles())
                or id in (select n.break_glass_id from break_glass_notice n
                          where n.org_id = (select access.house()) and n.staff_id = (select access.staff()))));
create policy break_glass_notice_own on break_glass_notice for select to causeway_app
    using (org_id = (select access.house()) and staff_id = (select access.staff()));
create policy erasure_read on erasure for select to causeway_app
    using (org_id = (select access.house())
           and ('data_protection_officer' = any ((select access.roles())::text[])
                or site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));
create policy erasure_ask on erasure for insert to causeway_app
    with check (org_id = (select access.house()) and asked_by = (select access.staff()) and state = 'asked'
           and ('data_protection_officer' = any ((select access.roles())::text[])
                or site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));
-- A decided request is frozen: no policy reaches it.
create policy erasure_decide on erasure for update to causeway_app
    using (org_id = (select access.house()) and state = 'asked'
           and 'data_protection_officer' = any ((select access.roles())::text[]))
    with check (org_id = (select access.house()) and state in ('executed', 'refused')
                and decided_by = (select access.staff())
                and 'data_protection_officer' = any ((select access.roles())::text[]));

-- Casework.
create policy enrolment_read on enrolment for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));
create policy enrolment_add on enrolment for insert to causeway_app
    with check (org_id = (select access.house()) and site_id = any ((select access.work_sites())::uuid[])
                and recorded_by = (select access.staff())
                and person_id not in (select access.only_behind_glass()));
create policy enrolment_change on enrolment for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or id in (select access.visible_enrolments())));

create policy enrolment_event_read on enrolment_event for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or enrolment_id in (select access.glass_enrolments())));
create policy enrolment_event_add on enrolment_event for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.work_sites())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));

create policy conflict_declaration_read on conflict_declaration for select to causeway_app
    using (org_id = (select access.house())
           and (staff_id = (select access.staff()) or site_id = any ((select access.c3_sites())::uuid[])));
create policy conflict_declaration_add on conflict_declaration for insert to causeway_app
    with check (org_id = (select access.house()) and staff_id = (select access.staff()));

create policy assignment_read on assignment for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));
create policy assignment_add on assignment for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and site_id = any ((select access.work_sites())::uuid[]));
create policy assignment_change on assignment for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));

create policy session_read on session for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or id in (select access.visible_sessions())
                or id in (select access.glass_sessions())));
create policy session_add on session for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and site_id = any ((select access.work_sites())::uuid[]));
create policy session_change on session for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or id in (select access.visible_sessions())));

create policy participation_read on participation for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));
create policy participation_add on participation for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy participation_change on participation for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));

create policy session_note_read on session_note for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));
create policy session_note_add on session_note for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy session_note_change on session_note for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));

-- Releases. The evaluator drafts, the data-protection officer decides, the director looks, a funder gets what is hers.
create policy release_read on sdc.release for select to causeway_app
    using ((org_id = (select access.house())
            and (select access.roles()) && array['mel_officer', 'data_protection_officer', 'director'])
           or (org_id = (select access.org()) and state = 'published' and id in (select access.funder_releases())));
create policy release_add on sdc.release for insert to causeway_app
    with check (org_id = (select access.house()) and 'mel_officer' = any ((select access.roles())::text[])
                and drafted_by = (select access.staff()) and state = 'draft');
-- A published, rejected or withdrawn row is frozen: no policy reaches it.
create policy release_audit on sdc.release for update to causeway_app
    using (org_id = (select access.house()) and state in ('draft', 'audited')
           and (select access.roles()) && array['mel_officer', 'data_protection_officer'])
    with check (org_id = (select access.house()) and state in ('draft', 'audited')
                and (select access.roles()) && array['mel_officer', 'data_protection_officer']);
create policy release_decide on sdc.release for update to causeway_app
    using (org_id = (select access.house()) and state in ('draft', 'audited', 'approved')
           and 'data_protection_officer' = any ((select access.roles())::text[]))
    with check (org_id = (select access.house()) and 'data_protection_officer' = any ((select access.roles())::text[])
                and ((state in ('approved', 'rejected') and decided_by = (select access.staff()))
                     or (state = 'published' and published_by = (select access.staff()))));

create policy release_cell_read on sdc.release_cell for select to causeway_app
    using (org_id = (select access.house())
           and (select access.roles()) && array['mel_officer', 'data_protection_officer', 'director']);
-- Cells and recipients are fixed with the draft, by who drafts it.
create policy release_cell_add on sdc.release_cell for insert to causeway_app
    with check (org_id = (select access.house()) and 'mel_officer' = any ((select access.roles())::text[])
                and release_id in (select r.id from sdc.release r
                                   where r.state = 'draft' and r.drafted_by = (select access.staff())));

create policy release_recipient_read on sdc.release_recipient for select to causeway_app
    using ((org_id = (select access.house())
            and (select access.roles()) && array['mel_officer', 'data_protection_officer', 'director'])
           or (org_id = (select access.org()) and release_id in (select access.funder_releases())
               and funder_id = (select access.funder())));
create policy release_recipient_add on sdc.release_recipient for insert to causeway_app
    with check (org_id = (select access.house()) and 'mel_officer' = any ((select access.roles())::text[])
                and release_id in (select r.id from sdc.release r
                                   where r.state = 'draft' and r.drafted_by = (select access.staff())));

-- Exact figures from elsewhere: entered by who drafts or decides, taken back by who decides.
create policy external_figure_read on sdc.external_figure for select to causeway_app
    using (org_id = (select access.house())
           and (select access.roles()) && array['mel_officer', 'data_protection_officer', 'director']);
create policy external_figure_add on sdc.external_figure for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (select access.roles()) && array['mel_officer', 'data_protection_officer']);
create policy external_figure_void on sdc.external_figure for update to causeway_app
    using (org_id = (select access.house()) and voided_at is null
           and 'data_protection_officer' = any ((select access.roles())::text[]))
    with check (org_id = (select access.house())
                and 'data_protection_officer' = any ((select access.roles())::text[]));

create policy counted_read on sdc.counted for select to causeway_app
    using (org_id = (select access.house())
           and (select access.roles()) && array['mel_officer', 'data_protection_officer']);
create policy counted_add on sdc.counted for insert to causeway_app
    with check (org_id = (select access.house()) and 'data_protection_officer' = any ((select access.roles())::text[]));

create policy budget_read on sdc.budget for select to causeway_app
    using (org_id = (select access.house())
           and (select access.roles()) && array['mel_officer', 'data_protection_officer']);
create policy budget_spend on sdc.budget for insert to causeway_app
    with check (org_id = (select access.house()) and 'data_protection_officer' = any ((select access.roles())::text[]));
create policy budget_spend_more on sdc.budget for update to causeway_app
    using (org_id = (select access.house()) and 'data_protection_officer' = any ((select access.roles())::text[]));

create policy event_read on sdc.event for select to causeway_app
    using (org_id = (select access.house())
           and (select access.roles()) && array['mel_officer', 'data_protection_officer', 'director']);
create policy event_add on sdc.event for insert to causeway_app
    with check (org_id = (select access.house()) and staff_id = (select access.staff())
                and (select access.roles()) && array['mel_officer', 'data_protection_officer']);

create policy publication_read on sdc.publication for select to causeway_app
    using (org_id = (select access.house())
           and (select access.roles()) && array['mel_officer', 'data_protection_officer', 'director']);
create policy publication_add on sdc.publication for insert to causeway_app
    with check (org_id = (select access.house()) and 'data_protection_officer' = any ((select access.roles())::text[]));

create policy download_read on sdc.download for select to causeway_app
    using (org_id = (select access.org())
           and (staff_id = (select access.staff()) or 'data_protection_officer' = any ((select access.roles())::text[])));
create policy download_add on sdc.download for insert to causeway_app
    with check (org_id = (select access.org()) and staff_id = (select access.staff())
                and release_id in (select r.id from sdc.release r where r.state = 'published'));

-- The role behind the definer functions bypasses policies; it still needs the privilege to look (3_privileges.sql).
