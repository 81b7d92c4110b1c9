-- Privileges: what each role may do at all, before any policy looks at a row. Nobody deletes.

revoke all on all tables in schema public, auth, ref, sdc from public, causeway_app, causeway_auth, causeway_policy, causeway_backup;
grant usage on schema public, ref to causeway_app, causeway_auth;
grant usage on schema sdc to causeway_app;
grant usage on schema auth to causeway_auth;
grant usage on schema public, auth, ref, sdc to causeway_policy, causeway_backup;
grant create on schema public to causeway_owner;

grant select on ref.code to causeway_app, causeway_auth;

grant select on organisation, funder, staff_member to causeway_app;
grant select, insert, update on site, role_grant, programme to causeway_app;
grant select, insert, update (confirmed_by, confirmed_at, row_version) on jurisdiction_policy to causeway_app;
grant select, insert on idempotency_key to causeway_app;
grant select on audit_event to causeway_app;
-- Every column but xid, which orders the log: only the database fills it in.
grant insert (org_id, id, at, staff_id, sign_in_id, request_id, action, object_type, object_id, shown_ids, fields, tier,
              break_glass_id)
    on audit_event to causeway_app, causeway_auth;
-- Not the link's digest, and not who approved: that is written by who does it.
grant select (org_id, id, email, display_name, language, role, site_id, programme_id, funder_id, needs_approval, approved_by,
              approved_at, sent_at, expires_at, accepted_at, cancelled_at, created_mac, row_version, recorded_at, recorded_by,
              voided_at, void_reason),
    insert (org_id, id, email, display_name, language, role, site_id, programme_id, funder_id, needs_approval, token_sha256,
            sent_at, expires_at, created_mac, recorded_at, recorded_by),
    update (token_sha256, sent_at, expires_at, cancelled_at, row_version)
    on invitation to causeway_app;

grant select, insert, update on person, person_identity, enrolment, assignment, session, participation, session_note
    to causeway_app;
grant select on break_glass, break_glass_notice to causeway_app;
grant select, insert on person_key, consent, enrolment_event, conflict_declaration to causeway_app;

grant select, insert on erasure to causeway_app;
grant update (state, refusal, decided_by, decided_at, row_version) on erasure to causeway_app;

grant select, insert on sdc.release, sdc.release_cell, sdc.release_recipient, sdc.counted, sdc.event, sdc.publication,
    sdc.download to causeway_app;
grant update (state, audit, audit_sha256, decided_by, decided_at, reject_reason, published_by, published_at, file,
              public_key, signature, row_version)
    on sdc.release to causeway_app;
grant select, insert on sdc.external_figure to causeway_app;
grant update (voided_at, void_reason, row_version) on sdc.external_figure to causeway_app;
grant select, insert on sdc.budget to causeway_app;
grant update (epsilon, delta) on sdc.budget to causeway_app;

grant select, insert, update on auth.account, auth.sign_in, auth.refresh_token, auth.totp, auth.recovery_code,
    auth.throttle, auth.notice to causeway_auth;
-- What proves nothing and counts nothing any more is not kept: secrets of sign-ins that are over, guesses of yesterday.
grant delete on auth.refresh_token, auth.throttle to causeway_auth;
grant select, update on auth.job to causeway_auth;
grant select, insert, update on auth.mail, auth.password_reset, auth.email_change to causeway_auth;
grant select, update on auth.field_code to causeway_auth;
grant select, insert, update on auth.device to causeway_auth;
grant select, insert on auth.key_probe to causeway_auth;
grant select on auth.kek_retired to causeway_auth;

grant select on all tables in schema public, auth, sdc to causeway_policy;
grant update (revoked_at, token_seen_at) on auth.sign_in to causeway_policy;
grant insert on auth.notice to causeway_policy;
grant insert, update (finished_at, locked_by, locked_until, last_error) on auth.job to causeway_policy;
grant insert on audit_seal, audit_checkpoint, audit_horizon to causeway_policy;
grant update on audit_horizon to causeway_policy;
grant insert on auth.mail, auth.account, staff_member, role_grant to causeway_policy;
grant insert, update on break_glass, break_glass_notice to causeway_policy;
-- A staff member is also locked, so that two break-glasses of one caller are counted one after the other.
grant update (ended_at, row_version) on staff_member, role_grant to causeway_policy;
grant update (accepted_at, approved_by, approved_at, cancelled_at, row_version) on invitation to causeway_policy;
grant insert, update (dead_at) on auth.field_code to causeway_policy;
grant update (revoked_at) on auth.device to causeway_policy;
-- What erasing somebody changes (access.destroy, access.replay_erasure), and nothing else.
grant update (wrapped, destroyed_at) on person_key to causeway_policy;
grant update (legal_name_enc, known_as_enc, birth_date_enc, row_version) on person_identity to causeway_policy;
grant update (body_enc, row_version) on session_note to causeway_policy;
grant update (created_mac) on session to causeway_policy;
grant update (ended_at, row_version) on assignment to causeway_policy;
grant update (erased_at, created_mac, row_version) on person to causeway_policy;
grant insert on erasure, audit_event to causeway_policy;
grant update (state, refusal, decided_by, decided_at, row_version) on erasure to causeway_policy;
grant select on all tables in schema public, auth, ref, sdc to causeway_backup;
