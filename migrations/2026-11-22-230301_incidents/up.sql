-- Incidents (domain.md §2.15): what happened, who is named in it, what was done. What was written lies under a key of
-- the incident's own, because it is about several people: no one person's key could seal it (docs/adr/0090).

create table incident (
    org_id         uuid not null,
    id             uuid not null,
    -- The site that answers for it, wherever it happened.
    site_id        uuid not null,
    kind           text not null,
    severity       text not null,
    verification   text not null,
    state          text not null,
    occurred_at    timestamptz not null,
    -- When the state was reached.
    moved_at       timestamptz not null,
    -- By when somebody must have looked at it.
    triage_by      timestamptz not null,
    triaged_at     timestamptz,
    -- The key of everything written about it. Gone with the last of the people it names.
    wrapped        bytea,
    close_asked_by uuid,
    closed_by      uuid,
    closed_at      timestamptz,
    created_mac    bytea,
    row_version    integer not null default 1,
    -- When it was reported, and by whom.
    recorded_at    timestamptz not null,
    recorded_by    uuid not null,
    voided_at      timestamptz,
    void_reason    text,
    voided_by      uuid,
    primary key (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    foreign key (org_id, close_asked_by) references staff_member (org_id, id),
    foreign key (org_id, closed_by) references staff_member (org_id, id),
    foreign key (org_id, voided_by) references staff_member (org_id, id),
    -- Whoever closes it has neither asked for that nor reported it.
    constraint incident_closed_by_another check (closed_by <> close_asked_by and closed_by <> recorded_by),
    constraint incident_closed_whole check (
        (state in ('closed', 'lessons')) = (closed_by is not null)
        and (closed_by is null) = (closed_at is null)
        and (closed_by is null or close_asked_by is not null)),
    constraint incident_voided_by_another check (voided_by <> recorded_by),
    constraint incident_voided_whole check (
        (voided_at is null) = (voided_by is null) and (voided_at is null) = (void_reason is null))
);
create index incident_waiting on incident (org_id, triage_by, id);
create index incident_site on incident (org_id, site_id);
create index incident_reporter on incident (org_id, recorded_by);
create index incident_close_asked_by on incident (org_id, close_asked_by);
create index incident_closed_by on incident (org_id, closed_by);
create index incident_voided_by on incident (org_id, voided_by);

-- What was said to have happened, version by version: a correction is written beside what it corrects.
create table incident_account (
    org_id        uuid not null,
    id            uuid not null,
    incident_id   uuid not null,
    version       integer not null,
    kind          text not null,
    severity      text not null,
    verification  text not null,
    occurred_at   timestamptz not null,
    narrative_enc bytea not null,
    recorded_at   timestamptz not null,
    recorded_by   uuid not null,
    primary key (org_id, id),
    foreign key (org_id, incident_id) references incident (org_id, id),
    constraint incident_account_version unique (org_id, incident_id, version)
);
create index incident_account_incident on incident_account (org_id, incident_id);

-- What was done about it, dated.
create table incident_event (
    org_id      uuid not null,
    id          uuid not null,
    incident_id uuid not null,
    step        text not null,
    to_state    text not null,
    -- Of the step that tells somebody: whom, and whether the law asks for it.
    notified_to text[],
    mandatory   boolean,
    note_enc    bytea,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    primary key (org_id, id),
    foreign key (org_id, incident_id) references incident (org_id, id),
    constraint incident_event_told check (
        (step = 'notified') = (notified_to is not null) and (notified_to is null) = (mandatory is null))
);
create index incident_event_incident on incident_event (org_id, incident_id);

-- Who is named. Adding somebody changes nothing on the incident: who sees another of its people could tell (ADR 0090).
create table incident_party (
    org_id           uuid not null,
    id               uuid not null,
    incident_id      uuid not null,
    person_id        uuid,
    -- Her own site when she was named, for the policies.
    person_site_id   uuid,
    staff_id         uuid,
    role             text not null,
    created_mac      bytea,
    row_version      integer not null default 1,
    recorded_at      timestamptz not null,
    recorded_by      uuid not null,
    voided_at        timestamptz,
    void_reason      text,
    primary key (org_id, id),
    foreign key (org_id, incident_id) references incident (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, person_site_id) references site (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id),
    constraint incident_party_is_one check (
        num_nonnulls(person_id, staff_id) = 1 and (person_id is null) = (person_site_id is null))
);
create unique index incident_party_person_once on incident_party (org_id, incident_id, person_id)
    where voided_at is null;
create unique index incident_party_staff_once on incident_party (org_id, incident_id, staff_id) where voided_at is null;
create index incident_party_incident on incident_party (org_id, incident_id);
create index incident_party_person on incident_party (org_id, person_id);
create index incident_party_site on incident_party (org_id, person_site_id);
create index incident_party_staff on incident_party (org_id, staff_id);

-- What somebody is to do about it, by when.
create table incident_action (
    org_id      uuid not null,
    id          uuid not null,
    incident_id uuid not null,
    what_enc    bytea not null,
    owner_id    uuid not null,
    due_on      date not null,
    done_at     timestamptz,
    done_by     uuid,
    created_mac bytea,
    row_version integer not null default 1,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    voided_at   timestamptz,
    void_reason text,
    primary key (org_id, id),
    foreign key (org_id, incident_id) references incident (org_id, id),
    foreign key (org_id, owner_id) references staff_member (org_id, id),
    foreign key (org_id, done_by) references staff_member (org_id, id),
    constraint incident_action_done_whole check ((done_at is null) = (done_by is null))
);
create index incident_action_incident on incident_action (org_id, incident_id);
create index incident_action_owner on incident_action (org_id, owner_id);
create index incident_action_done_by on incident_action (org_id, done_by);

alter table ref.code no force row level security;
insert into ref.code (list, code, label, sort, sensitive) values
    -- incident_type: domain.md §5.10
    ('incident_type', 'death', 'Death', 1, true),
    ('incident_type', 'shooting', 'Shooting', 2, true),
    ('incident_type', 'stabbing', 'Stabbing', 3, true),
    ('incident_type', 'physical_assault', 'Physical assault', 4, true),
    ('incident_type', 'sexual_violence', 'Sexual violence', 5, true),
    ('incident_type', 'exploitation_trafficking', 'Exploitation or trafficking', 6, true),
    ('incident_type', 'threat_to_life', 'Threat to life', 7, true),
    ('incident_type', 'threat_other', 'Another threat', 8, true),
    ('incident_type', 'abduction_or_missing', 'Abducted or missing', 9, true),
    ('incident_type', 'self_harm', 'Self-harm', 10, true),
    ('incident_type', 'suicide_attempt', 'Suicide attempt', 11, true),
    ('incident_type', 'overdose', 'Overdose', 12, true),
    ('incident_type', 'medical_emergency', 'Medical emergency', 13, true),
    ('incident_type', 'weapon_on_site', 'Weapon on site', 14, true),
    ('incident_type', 'fight_on_site', 'Fight on site', 15, true),
    ('incident_type', 'gang_approach_or_pressure', 'Approached or pressed by a group', 16, true),
    ('incident_type', 'forced_recruitment', 'Forced recruitment', 17, true),
    ('incident_type', 'retaliation_risk', 'Risk of retaliation', 18, true),
    ('incident_type', 'arrest', 'Arrest', 19, true),
    ('incident_type', 'detention_by_authority', 'Held by an authority', 20, true),
    ('incident_type', 'family_violence', 'Violence in the family', 21, true),
    ('incident_type', 'abuse_or_neglect_of_child', 'Abuse or neglect of a child', 22, true),
    ('incident_type', 'staff_misconduct', 'Misconduct of staff', 23, true),
    ('incident_type', 'staff_threatened_or_harmed', 'Staff threatened or harmed', 24, true),
    ('incident_type', 'boundary_violation', 'Boundary crossed', 25, true),
    ('incident_type', 'confidentiality_breach', 'Confidentiality breached', 26, true),
    ('incident_type', 'device_lost_or_stolen', 'Device lost or stolen', 27, true),
    ('incident_type', 'data_breach', 'Data breach', 28, true),
    ('incident_type', 'property_damage', 'Property damaged', 29, true),
    ('incident_type', 'online_harm', 'Harm online', 30, true),
    ('incident_type', 'accident', 'Accident', 31, true),
    ('incident_type', 'near_miss', 'Near miss', 32, true),
    ('incident_type', 'other', 'Something else', 33, true),
    -- incident_severity, incident_role, verification, notified_to: domain.md §5.11
    ('incident_severity', 's1_critical', 'Critical: death, life at risk, serious sexual violence, a leaver exposed',
        1, true),
    ('incident_severity', 's2_serious', 'Serious: injury, credible threat, concern for a child', 2, true),
    ('incident_severity', 's3_moderate', 'Moderate: fight, lost device, pressure', 3, true),
    ('incident_severity', 's4_minor', 'Minor: near miss, rule broken', 4, true),
    ('incident_role', 'harmed', 'Harmed', 1, true),
    ('incident_role', 'at_risk', 'At risk', 2, true),
    ('incident_role', 'alleged_responsible', 'Said to be responsible', 3, true),
    ('incident_role', 'witness', 'Witness', 4, true),
    ('incident_role', 'reporter', 'Told us', 5, true),
    ('incident_verification', 'reported', 'Reported', 1, true),
    ('incident_verification', 'corroborated', 'Corroborated', 2, true),
    ('incident_verification', 'confirmed', 'Confirmed', 3, true),
    ('incident_verification', 'unfounded', 'Unfounded', 4, true),
    ('incident_verification', 'unable_to_verify', 'Cannot be verified', 5, true),
    ('notified_to', 'child_protection', 'Child protection', 1, true),
    ('notified_to', 'police', 'Police', 2, true),
    ('notified_to', 'health', 'Health service', 3, true),
    ('notified_to', 'family', 'Family', 4, true),
    ('notified_to', 'funder', 'Funder, without anybody''s data', 5, true),
    ('notified_to', 'regulator', 'Regulator', 6, true),
    ('notified_to', 'data_authority', 'Data-protection authority', 7, true),
    ('notified_to', 'none_required', 'Nobody needs to be told', 8, true),
    ('notified_to', 'not_safe_to_notify', 'Telling anybody is not safe', 9, true),
    -- incident_state, incident_step: domain.md §2.15
    ('incident_state', 'reported', 'Reported', 1, true),
    ('incident_state', 'triaged', 'Looked at', 2, true),
    ('incident_state', 'immediate_actions', 'First things done', 3, true),
    ('incident_state', 'notified', 'Others told', 4, true),
    ('incident_state', 'under_review', 'Under review', 5, true),
    ('incident_state', 'actions_open', 'Actions open', 6, true),
    ('incident_state', 'closed', 'Closed', 7, true),
    ('incident_state', 'lessons', 'Lessons drawn', 8, true),
    ('incident_step', 'reported', 'Reported', 1, true),
    ('incident_step', 'triaged', 'Looked at', 2, true),
    ('incident_step', 'acted', 'Did the first things', 3, true),
    ('incident_step', 'notified', 'Told others', 4, true),
    ('incident_step', 'review_begun', 'Began the review', 5, true),
    ('incident_step', 'actions_opened', 'Set actions', 6, true),
    ('incident_step', 'close_asked', 'Asked to close', 7, true),
    ('incident_step', 'close_refused', 'Refused to close', 8, true),
    ('incident_step', 'closed', 'Closed', 9, true),
    ('incident_step', 'lessons_drawn', 'Drew lessons', 10, true),
    ('incident_step', 'corrected', 'Corrected what was reported', 11, true),
    ('incident_step', 'voided', 'Voided', 12, true),
    ('job_kind', 'tell_incident', 'Tell who answers for safety', 20, false),
    ('audit_action', 'report_incident', 'Reported an incident', 401, false),
    ('audit_action', 'move_incident', 'Took a step in an incident', 402, false),
    ('audit_action', 'correct_incident', 'Corrected an incident', 403, false),
    ('audit_action', 'name_party', 'Named somebody in an incident', 404, false),
    ('audit_action', 'set_action', 'Set an action after an incident', 405, false),
    ('audit_action', 'do_action', 'Did an action after an incident', 406, false),
    ('audit_action', 'decide_closing', 'Decided whether an incident is closed', 407, false),
    ('audit_action', 'tell', 'Told who answers for safety', 408, false);
alter table ref.code force row level security;
