-- Two organisations with the same ids in them, so that only org_id tells their rows apart, and a row in every table.
-- They are 00…0a and 00…0b; `wall.rs` gives the first person of each every role there is.

create temp table org (org_id uuid, letter text);
insert into org values ('00000000-0000-7000-8000-00000000000a', 'a'), ('00000000-0000-7000-8000-00000000000b', 'b');
create temp table ids as select
    '00000000-0000-7000-8000-000000000001'::uuid as one,
    '00000000-0000-7000-8000-000000000002'::uuid as two,
    now() as at, date '2026-01-15' as day, decode(repeat('00', 16), 'hex') as mac, decode(repeat('00', 32), 'hex') as digest;
-- Global keys differ: account 00…1a and 00…1b, sign-in 00…2a and 00…2b.
create temp table seat as
    select org_id, letter, ('00000000-0000-7000-8000-00000000001' || letter)::uuid as account_id,
           ('00000000-0000-7000-8000-00000000002' || letter)::uuid as sign_in_id from org;

insert into organisation (org_id, name, country, recorded_at) select org_id, 'House ' || letter, 'CO', at from org, ids;
insert into funder (org_id, id, name, recorded_at) select org_id, one, 'Fund', at from org, ids;
insert into auth.account (id, email, password_hash, recorded_at)
select account_id, letter || '@example.org', 'none', at from seat, ids;
insert into staff_member (org_id, id, account_id, display_name, recorded_at)
select org_id, one, account_id, 'Everything', at from seat, ids;
-- The one who holds every role cannot grant herself more: a second person is there to be granted to.
insert into auth.account (id, email, password_hash, recorded_at)
select ('00000000-0000-7000-8000-00000000003' || letter)::uuid, letter || '2@example.org', 'none', at from seat, ids;
insert into staff_member (org_id, id, account_id, display_name, recorded_at)
select org_id, two, ('00000000-0000-7000-8000-00000000003' || letter)::uuid, 'Colleague', at from seat, ids;
insert into auth.sign_in (id, account_id, org_id, staff_id, issued_at, expires_at)
select sign_in_id, account_id, org_id, one, at, at + interval '1 hour' from seat, ids;
insert into auth.notice (id, account_id, org_id, kind, recorded_at)
select sign_in_id, account_id, org_id, 'password_changed', at from seat, ids;

insert into auth.job (org_id, id, kind, object_id, run_at, recorded_at) select org_id, one, 'ask_approval', one, at, at from org, ids;
insert into auth.mail (id, org_id, account_id, template, recorded_at, next_at)
select account_id, org_id, account_id, 'approval_asked', at, at from seat, ids;

insert into invitation (org_id, id, email, display_name, language, role, needs_approval, recorded_at, recorded_by)
select org_id, one, 'new@example.org', 'New', 'en', 'mentor', false, at, one from org, ids;
insert into auth.field_code (org_id, id, staff_id, made_by, selector, secret_mac, recorded_at, expires_at)
select org_id, one, two, one, upper(repeat(letter, 4)), mac, at, at from org, ids;
insert into auth.device (org_id, id, staff_id, account_id, sign_in_id, code_id, kind, key_algorithm, public_key, enrolled_at)
select org_id, account_id, one, account_id, sign_in_id, one, 'phone', 'ed25519', digest, at from seat, ids;

insert into jurisdiction_policy (org_id, id, jurisdiction, age_majority, age_service_consent, age_data_consent, valid_from, recorded_at)
select org_id, one, 'CO', 18, 16, 16, day, at from org, ids;
insert into site (org_id, id, name, time_zone, jurisdiction, recorded_at) select org_id, one, 'Site', 'UTC', 'CO', at from org, ids;
insert into programme (org_id, id, name, strand, tier, recorded_at) select org_id, one, 'Programme', 'sport', 'primary', at from org, ids;
insert into idempotency_key (org_id, staff_id, key, operation, body_mac, status, recorded_at)
select org_id, one, 'a key of ours', 'test', mac, 200, at from org, ids;
insert into audit_event (org_id, id, at, staff_id, request_id, action, object_type, tier)
select org_id, one, at, one, 'r', 'seen', 'person', 'c2' from org, ids;
insert into audit_seal (org_id, seq, audit_at, audit_id, form, row_mac, marks, hash)
select org_id, 1, at, one, 1, mac, mac, digest from org, ids;
insert into audit_checkpoint (org_id, seq, hash, at, public_key, signature)
select org_id, 1, digest, at, digest, digest || digest from org, ids;

insert into person (org_id, id, public_code, home_site_id, gender_missing, language, identity_tier, recorded_at, recorded_by, recorded_via)
select org_id, one, 'ABCDEF', one, 'not_asked', 'es', 'pseudonymous', at, one, 'web' from org, ids;
insert into person_key (org_id, person_id, site_id, wrapped, recorded_at) select org_id, one, one, mac, at from org, ids;
insert into person_identity (org_id, person_id, site_id, birth_date_quality, recorded_at) select org_id, one, one, 'exact', at from org, ids;
insert into consent (org_id, id, person_id, site_id, kind, status, giver, legal_basis, text_version, language, method,
    limits_explained, occurred_at, recorded_at, recorded_by, recorded_via)
select org_id, one, one, one, 'service_participation', 'given', 'young_person', 'consent', '1', 'es', 'spoken', true, at, at, one, 'web'
from org, ids;
insert into consent_text (org_id, id, kind, language, version, body, written_by, recorded_at)
select org_id, one, 'service_participation', 'es', '1', 'Text', two, at from org, ids;
insert into capacity_assessment (org_id, id, person_id, site_id, result, assessed_at, recorded_at, recorded_by)
select org_id, one, one, one, 'understands', at, at, one from org, ids;
insert into guardian_path (org_id, id, person_id, site_id, closed, authority, recorded_at, recorded_by)
select org_id, one, one, one, true, 'court', at, one from org, ids;
insert into service_provider (org_id, id, name, class, services, recorded_at, recorded_by)
select org_id, one, 'Provider', 'school', '{school}', at, one from org, ids;
insert into break_glass (org_id, id, person_id, site_id, staff_id, purpose, reason_enc, needs_second, starts_at, ends_at, created_mac,
    recorded_at)
select org_id, one, one, one, one, 'life_at_risk', mac, false, at, at + interval '1 hour', mac, at from org, ids;
insert into break_glass_notice (org_id, id, break_glass_id, staff_id, recorded_at) select org_id, one, one, one, at from org, ids;
insert into erasure (org_id, id, person_id, site_id, reason, state, asked_by, asked_at, recorded_at)
select org_id, one, one, one, 'asked_by_person', 'asked', one, at, at from org, ids;

insert into referral_in (org_id, id, person_id, programme_id, site_id, mandate, urgency, reasons, agreed, received_at,
    contact_safety, state, moved_at, due_on, recorded_at, recorded_by, recorded_via)
select org_id, one, one, one, one, 'voluntary', 'routine', '{other}', 'yes', at, 'unknown', 'received', at, day, at, one, 'web'
from org, ids;
insert into referral_source (org_id, id, referral_id, person_id, site_id, source, mandate, urgency, agreed, received_at,
    recorded_at, recorded_by)
select org_id, one, one, one, one, 'self', 'voluntary', 'routine', 'yes', at, at, one from org, ids;
insert into referral_event (org_id, id, referral_id, site_id, step, to_state, occurred_at, recorded_at, recorded_by)
select org_id, one, one, one, 'received', 'received', at, at, one from org, ids;

insert into enrolment (org_id, id, person_id, programme_id, site_id, strand, enrolled_on, recorded_at, recorded_by, recorded_via)
select org_id, one, one, one, one, 'sport', day, at, one, 'web' from org, ids;
insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, to_status, occurred_on, recorded_at, recorded_by)
select org_id, one, one, one, one, 'enrolled', day, at, one from org, ids;
insert into enrolment_restricted (org_id, event_id, enrolment_id, person_id, site_id, programme_id, true_reason_enc, recorded_at, recorded_by)
select org_id, one, one, one, one, one, mac, at, one from org, ids;
insert into exit_record (org_id, event_id, enrolment_id, person_id, site_id, programme_id, initiator_missing, planned_missing,
    living_situation_missing, school_status_missing, employment_status_missing, satisfaction_missing, safe_to_follow_up_missing,
    recorded_at, recorded_by)
select org_id, one, one, one, one, one, 'not_asked', 'not_asked', 'not_asked', 'not_asked', 'not_asked', 'not_asked', 'not_asked',
    at, one
from org, ids;
insert into followup_due (org_id, id, exit_event_id, enrolment_id, person_id, site_id, programme_id, left_on, months, due_on,
    opens_on, closes_on, recorded_at, recorded_by)
select org_id, one, one, one, one, one, one, day, 3, day + 90, day + 76, day + 120, at, one from org, ids;
insert into followup_contact (org_id, id, followup_id, enrolment_id, person_id, site_id, programme_id, contacted_on, source_kind,
    result, recorded_at, recorded_by)
select org_id, one, one, one, one, one, one, day + 90, 'self_report', 'no_answer', at, one from org, ids;
insert into followup_safety (org_id, id, enrolment_id, person_id, site_id, programme_id, judged_on, safe, recorded_at, recorded_by)
select org_id, one, one, one, one, one, day, false, at, one from org, ids;
insert into outcome_observation (org_id, id, enrolment_id, person_id, site_id, programme_id, domain, measure, stage, observed_on,
    source_kind, value_code, recorded_at, recorded_by)
select org_id, one, one, one, one, one, 'housing', 'housing_stability', 'update', day, 'self_report', 'stable', at, one
from org, ids;
insert into intake_form (org_id, id, programme_id, version, state, items, recorded_at, recorded_by)
select org_id, one, one, 1, 'draft', '[]', at, one from org, ids;
insert into intake_answer (org_id, id, enrolment_id, person_id, site_id, programme_id, form_id, item_key, class, kind, value,
    asked_on, source_kind, recorded_at, recorded_by)
select org_id, one, one, one, one, one, one, 'way_home', 'c2', 'yes_no', 'yes', day, 'self_report', at, one from org, ids;
insert into conflict_declaration (org_id, id, staff_id, person_id, site_id, has_conflict, declared_at, recorded_at)
select org_id, one, one, one, one, false, at, at from org, ids;
insert into assignment (org_id, id, enrolment_id, person_id, site_id, programme_id, staff_id, role, weight, started_at, recorded_at, recorded_by)
select org_id, one, one, one, one, one, one, 'lead', 1, at, at, one from org, ids;
insert into caseload_limit (org_id, id, role, cap, started_at, recorded_at, recorded_by)
select org_id, one, 'mentor', 20, at, at, one from org, ids;
insert into caseload_exception (org_id, id, staff_id, site_id, cap, reason, until_on, ends_at, recorded_at, recorded_by)
select org_id, one, one, one, 30, 'many_joined', day, at + interval '1 day', at, one from org, ids;
insert into absence_cover (org_id, id, site_id, absent_id, cover_id, from_on, until_on, starts_at, ends_at, recorded_at,
    recorded_by)
select org_id, one, one, one, two, day, day, at, at + interval '1 day', at, one from org, ids;
insert into hand_over (org_id, id, site_id, from_id, to_id, state, enrolments, weight, recorded_at, recorded_by)
select org_id, one, one, one, two, 'proposed', 1, 1, at, one from org, ids;
insert into hand_over_line (org_id, id, hand_over_id, assignment_id, enrolment_id, person_id, site_id, programme_id, note_enc,
    recorded_at, recorded_by)
select org_id, one, one, one, one, one, one, one, mac, at, one from org, ids;
insert into session (org_id, id, programme_id, site_id, kind, mode, status, starts_at, held_on, minutes, lead_staff_id,
    recorded_at, recorded_by, recorded_via)
select org_id, one, one, one, 'sport_session', 'in_person_community', 'held', at, day, 60, one, at, one, 'web' from org, ids;
insert into participation (org_id, id, session_id, person_id, enrolment_id, programme_id, site_id, strand, held_on, attendance,
    minutes, recorded_at, recorded_by)
select org_id, one, one, one, one, one, one, 'sport', day, 'present', 60, at, one from org, ids;
insert into session_note (org_id, id, session_id, enrolment_id, person_id, site_id, programme_id, kind, body_enc, recorded_at, recorded_by)
select org_id, one, one, one, one, one, one, 'factual_contact', mac, at, one from org, ids;
insert into session_correction (org_id, id, session_id, participation_id, enrolment_id, programme_id, site_id, strand, held_on,
    attendance, minutes, kind, mode, status, starts_at, session_minutes, first_recorded_at, known_from, known_until, recorded_at,
    recorded_by)
select org_id, one, one, one, one, one, one, 'sport', day, 'present', 60, 'individual_mentoring', 'phone_call', 'held', at, 60,
    at, at, at, at, one from org, ids;
insert into plan (org_id, id, enrolment_id, person_id, site_id, programme_id, staff_id, kind, mode, starts_at, planned_on, minutes,
    recorded_at, recorded_by)
select org_id, one, one, one, one, one, one, 'individual_mentoring', 'phone_call', at, day, 60, at, one from org, ids;
insert into contact_attempt (org_id, id, enrolment_id, person_id, site_id, programme_id, strand, attempted_at, attempted_on, mode,
    result, collateral, recorded_at, recorded_by)
select org_id, one, one, one, one, one, 'sport', at, day, 'phone_call', 'no_answer', false, at, one from org, ids;
insert into roll_line (org_id, id, session_id, enrolment_id, person_id, site_id, programme_id, recorded_at, recorded_by)
select org_id, one, one, one, one, one, one, at, one from org, ids;
insert into head_count (org_id, id, session_id, site_id, programme_id, age_band, gender_group, heads, recorded_at, recorded_by)
select org_id, one, one, one, one, '14_17', 'female', 3, at, one from org, ids;
insert into person (org_id, id, public_code, home_site_id, gender_missing, language, identity_tier, recorded_at, recorded_by, recorded_via)
select org_id, two, 'GHJKLM', one, 'not_asked', 'es', 'pseudonymous', at, one, 'web' from org, ids;
insert into contact_method (org_id, id, person_id, site_id, kind, value_enc, value_index, safe_to_call, safe_to_text,
    safe_to_leave_message, valid_from, recorded_at, recorded_by)
select org_id, one, one, one, 'phone', mac, mac, true, true, false, day, at, one from org, ids;
insert into identifier (org_id, id, person_id, site_id, kind, number_enc, number_index, recorded_at, recorded_by)
select org_id, one, one, one, 'passport', mac, mac, at, one from org, ids;
insert into auth.search_count (org_id, sign_in_id, minute_start, in_minute, day_start, in_day)
select org_id, sign_in_id, at, 1, at, 1 from seat, ids;
insert into person_needs (org_id, person_id, site_id, medical_needs_enc, recorded_at, recorded_by)
select org_id, one, one, mac, at, one from org, ids;
insert into person_merge (org_id, id, kept_id, merged_id, kept_site_id, merged_site_id, reason, asked_by, asked_at, recorded_at)
select org_id, one, one, two, one, one, 'said_so', one, at, at from org, ids;
insert into person_merge_row (org_id, merge_id, source, part, row_id, recorded_at)
select org_id, one, 'task', 'person_id', one, at from org, ids;
insert into possible_duplicate (org_id, id, person_a, person_b, site_a, site_b, found_by, found_at, recorded_at)
select org_id, one, one, two, one, one, 'phone', at, at from org, ids;
insert into person_relationship (org_id, id, person_id, site_id, kind, other_label_enc, legal_guardian, lives_with, guardian_unsafe,
    partner_unsafe, valid_from, recorded_at, recorded_by)
select org_id, one, one, one, 'family', mac, false, true, false, false, day, at, one from org, ids;
insert into keep_apart (org_id, id, person_a, person_b, site_a, site_b, recorded_at, recorded_by)
select org_id, one, one, two, one, one, at, one from org, ids;
insert into walk_in (org_id, id, session_id, site_id, programme_id, wrapped, nickname_enc, attendance, minutes, recorded_at, recorded_by)
select org_id, one, one, one, one, mac, mac, 'present', 60, at, one from org, ids;

insert into eligibility_rule (org_id, id, version, programme_id, kind, expr, message, in_force, recorded_at, recorded_by)
select org_id, one, 1, one, 'must', 'answered', 'Is so', true, at, one from org, ids;
insert into eligibility_evaluation (org_id, id, referral_id, site_id, evaluated_on, recorded_at, recorded_by)
select org_id, one, one, one, day, at, one from org, ids;
insert into eligibility_result (org_id, evaluation_id, rule_id, rule_version, referral_id, site_id, result, basis, recorded_at,
    recorded_by)
select org_id, one, one, 1, one, one, 'unknown', 'computed', at, one from org, ids;
insert into eligibility_finding (org_id, evaluation_id, rule_id, enrolment_id, site_id, programme_id, recorded_at, recorded_by)
select org_id, one, one, one, one, one, at, one from org, ids;
insert into eligibility_override (org_id, id, referral_id, site_id, evaluation_id, reason, state, asked_by, asked_at, recorded_at)
select org_id, one, one, one, one, 'nowhere_else', 'asked', one, at, at from org, ids;
insert into referral_decision (org_id, id, referral_id, site_id, decision, decided_at, recorded_at, recorded_by)
select org_id, one, one, one, 'pending_info', at, at, one from org, ids;

insert into programme_capacity (org_id, programme_id, site_id, version, places, recorded_at, recorded_by)
select org_id, one, one, 1, 10, at, one from org, ids;
insert into place_offer (org_id, id, referral_id, site_id, offered_at, recorded_at, recorded_by)
select org_id, one, one, one, at, at, one from org, ids;
insert into waiting_entry (org_id, id, referral_id, site_id, priority, since, recorded_at, recorded_by)
select org_id, one, one, one, 'normal', at, at, one from org, ids;

insert into case_plan (org_id, id, enrolment_id, person_id, site_id, programme_id, version, state, submitted_by, submitted_at,
    recorded_at, recorded_by)
select org_id, one, one, one, one, one, 1, 'submitted', one, at, at, one from org, ids;
insert into case_plan_approval (org_id, plan_id, enrolment_id, person_id, site_id, programme_id, written_by, submitted_by,
    approved_by, recorded_at)
select org_id, one, one, one, one, one, one, one, two, at from org, ids;
insert into goal (org_id, id, plan_id, enrolment_id, person_id, site_id, programme_id, domain, priority, due_on, words_enc,
    recorded_at, recorded_by)
select org_id, one, one, one, one, one, one, 'education', 'first', day, mac, at, one from org, ids;
insert into case_plan_review (org_id, id, plan_id, enrolment_id, person_id, site_id, programme_id, reviewed_on, recorded_at,
    recorded_by)
select org_id, one, one, one, one, one, one, day, at, one from org, ids;
insert into goal_review (org_id, review_id, goal_id, plan_id, enrolment_id, person_id, site_id, programme_id, reviewed_on, status,
    recorded_at, recorded_by)
select org_id, one, one, one, one, one, one, one, day, 'in_progress', at, one from org, ids;
insert into plan_action (org_id, id, goal_id, plan_id, enrolment_id, person_id, site_id, programme_id, who, due_on, what_enc,
    recorded_at, recorded_by)
select org_id, one, one, one, one, one, one, one, 'young_person', day, mac, at, one from org, ids;
insert into incident (org_id, id, site_id, kind, severity, verification, state, occurred_at, moved_at, triage_by, wrapped,
    recorded_at, recorded_by)
select org_id, one, one, 'other', 's4_minor', 'reported', 'reported', at, at, at, mac, at, one from org, ids;
insert into incident_account (org_id, id, incident_id, version, kind, severity, verification, occurred_at, narrative_enc,
    recorded_at, recorded_by)
select org_id, one, one, 1, 'other', 's4_minor', 'reported', at, mac, at, one from org, ids;
insert into incident_event (org_id, id, incident_id, step, to_state, occurred_at, recorded_at, recorded_by)
select org_id, one, one, 'reported', 'reported', at, at, one from org, ids;
insert into incident_party (org_id, id, incident_id, person_id, person_site_id, role, recorded_at, recorded_by)
select org_id, one, one, one, one, 'witness', at, one from org, ids;
insert into incident_action (org_id, id, incident_id, what_enc, owner_id, due_on, recorded_at, recorded_by)
select org_id, one, one, mac, one, day, at, one from org, ids;

insert into on_call_shift (org_id, id, site_id, staff_id, place, starts_at, ends_at, recorded_at, recorded_by)
select org_id, one, one, one, 1, at, at + interval '1 day', at, one from org, ids;
insert into alert (org_id, id, site_id, kind, incident_id, recorded_at)
select org_id, one, one, 'critical_incident', one, at from org, ids;
insert into alert_call (org_id, id, alert_id, staff_id, step, recorded_at) select org_id, one, one, one, 1, at from org, ids;

insert into outing (org_id, id, site_id, staff_id, went_at, back_by, recorded_at, recorded_by)
select org_id, one, one, one, at, at + interval '1 hour', at, one from org, ids;

insert into supervision_session (org_id, id, site_id, supervisor_id, held_on, minutes, kind, wellbeing_checked, wrapped,
    actions_enc, confidential_enc, recorded_at)
select org_id, one, one, one, day, 60, 'individual', true, mac, mac, mac, at from org, ids;
insert into supervision_worker (org_id, session_id, staff_id) select org_id, one, two from org, ids;
insert into supervision_case (org_id, session_id, enrolment_id, site_id, programme_id)
select org_id, one, one, one, one from org, ids;

insert into safeguarding_concern (org_id, id, site_id, about, state, due_at, wrapped, body_enc, recorded_at, recorded_by)
select org_id, one, one, 'other', 'received', at, mac, mac, at, one from org, ids;
insert into concern_entry (org_id, id, concern_id, step, body_enc, recorded_at, recorded_by)
select org_id, one, one, 'noted', mac, at, one from org, ids;
insert into disclosure (org_id, id, person_id, site_id, recipient_class, provider_id, basis, categories, purpose, channel,
    disclosed_at, recorded_at, recorded_by)
select org_id, one, one, one, 'school', one, 'vital_interest', '{safety}', 'protection', 'phone', at, at, two from org, ids;
insert into referral_out (org_id, id, enrolment_id, person_id, site_id, programme_id, provider_id, service, warm, disclosure_id,
    made_at, state, moved_at, answer_due_on, recorded_at, recorded_by)
select org_id, one, one, one, one, one, one, 'school', true, one, at, 'made', at, day, at, one from org, ids;
insert into referral_out_event (org_id, id, referral_out_id, enrolment_id, site_id, programme_id, state, occurred_at, recorded_at,
    recorded_by)
select org_id, one, one, one, one, one, 'made', at, at, one from org, ids;

insert into cohort (org_id, id, programme_id, site_id, name, capacity, starts_on, recorded_at, recorded_by)
select org_id, one, one, one, 'Course', 9, day, at, one from org, ids;
insert into cohort_member (org_id, id, cohort_id, enrolment_id, person_id, site_id, programme_id, joined_on, recorded_at, recorded_by)
select org_id, one, one, one, one, one, one, day, at, one from org, ids;
insert into schedule (org_id, id, cohort_id, site_id, programme_id, kind, mode, weekday, starts_local, minutes, lead_staff_id,
    from_on, recorded_at, recorded_by)
select org_id, one, one, one, one, 'sport_session', 'in_person_community', 6, '15:00', 60, one, day, at, one from org, ids;
insert into schedule_turn (org_id, schedule_id, version, turn_on, cohort_id, session_id, site_id, programme_id, recorded_at)
select org_id, one, 1, day, one, one, one, one, at from org, ids;
insert into holiday (org_id, id, site_id, holiday_on, name, recorded_at, recorded_by)
select org_id, one, one, day, 'Founding day', at, one from org, ids;
insert into dosage_rule (org_id, id, programme_id, measure, amount, valid_from, recorded_at, recorded_by)
select org_id, one, one, 'contacts_per_week', 1, day, at, one from org, ids;
insert into indicator_target (org_id, id, indicator, variant, site_id, from_on, to_on, target, recorded_at, recorded_by)
select org_id, one, 'ENR-04', 'new', one, day, day, 5, at, one from org, ids;
insert into task (org_id, id, kind, person_id, enrolment_id, site_id, programme_id, due_on, raised_at, recorded_at)
select org_id, one, 'lost_contact', one, one, one, one, day, at, at from org, ids;

insert into sdc.release (org_id, id, indicator, programme_version, period, generation, mechanism, snapshot_tag, state,
    geography, drafted_by, drafted_at, content, content_sha256, recorded_at)
select org_id, one, 'enrolled_first', '1', '2025', 1, 'kdl-1', digest, 'draft', '{}', one, at, '{}', digest, at from org, ids;
insert into sdc.release_cell (org_id, release_id, predicate, profile) select org_id, one, 'all', 'std' from org, ids;
insert into sdc.release_recipient (org_id, release_id, funder_id, recorded_at) select org_id, one, one, at from org, ids;
insert into sdc.counted (org_id, person_id, indicator, period, release_id) select org_id, one, 'enrolled_first', '2025', one from org, ids;
insert into sdc.budget (org_id, person_id, epsilon, delta) select org_id, one, 1, 0 from org, ids;
insert into sdc.event (org_id, seq, release_id, at, staff_id, kind, body, prev_sha256, sha256)
select org_id, 1, one, at, one, 'drafted', '{}', digest, digest from org, ids;
insert into sdc.external_figure (org_id, id, indicator, period, predicate, people, source, recorded_at, recorded_by)
select org_id, one, 'completed', '2020', 'ind=completed|per=2020', 170, 'A report', at, one from org, ids;
insert into sdc.publication (org_id, seq, release_id, body, prev_sha256, sha256)
select org_id, 1, one, '{}', digest, digest from org, ids;
insert into sdc.download (org_id, id, release_id, staff_id, at, format, file_sha256, content_sha256)
select org_id, one, one, one, at, 'json', digest, digest from org, ids;

insert into sync_op (org_id, id, op_id, recorded_by, device_id, seq, operation, entity_id, person_id, site_id, schema_no, client_at,
    skew_ms, status, code, recorded_at)
select s.org_id, one, one, one, s.account_id, 1, 'session-create', one, one, one, 1, at, 0, 'held', 'no_access', at from seat s, ids;
insert into sync_conflict (org_id, id, sync_op_id, person_id, site_id, entity, entity_id, field, kept, state, recorded_at,
    recorded_by)
select org_id, one, one, one, one, 'person', one, 'language', 'sent', 'auto', at, one from org, ids;
-- Changes of rows were noted by their trigger; of fields only where one changed.
insert into sync_field (org_id, entity_type, entity_id, field, rev) select org_id, 1, one, 'language', 2 from org, ids;
insert into device_view (org_id, device_id, slot, staff_id, view_no, scopes, base, recorded_at)
select s.org_id, s.account_id, 1, one, 1, array[one], '{}', at from seat s, ids;
insert into auth.sync_epoch (id, system_identifier, timeline, database_oid, started_at)
select 'c0ffee00', 1, 1, 1, at from ids;
