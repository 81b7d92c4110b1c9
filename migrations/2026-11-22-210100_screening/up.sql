-- Screening: the rules of a programme, what each came to for somebody, and the decision apart from them (domain.md §2.4).

-- One row per version; the highest counts. A version is never changed, so that what was decided by it can be read again.
create table eligibility_rule (
    org_id       uuid not null,
    id           uuid not null,
    version      integer not null check (version >= 1),
    programme_id uuid not null,
    kind         text not null,
    expr         text not null,
    -- age_between: whole years, both included. consent_present: of which kind.
    age_from     integer check (age_from between 0 and 120),
    age_to       integer check (age_to between 0 and 120),
    consent_kind text,
    message      text not null check (length(message) between 1 and 200),
    -- False: with this version the rule was taken out of force.
    in_force     boolean not null,
    created_mac  bytea,
    recorded_at  timestamptz not null,
    recorded_by  uuid not null,
    primary key (org_id, id, version),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint eligibility_rule_ages check (
        num_nonnulls(age_from, age_to) = case expr when 'age_between' then 2 else 0 end
        and age_from <= age_to),
    constraint eligibility_rule_consent check ((consent_kind is not null) = (expr = 'consent_present'))
);
create index eligibility_rule_programme on eligibility_rule (org_id, programme_id);
create index eligibility_rule_recorded_by on eligibility_rule (org_id, recorded_by);

-- All rules of the programme, looked at once for one referral.
create table eligibility_evaluation (
    org_id       uuid not null,
    id           uuid not null,
    referral_id  uuid not null,
    -- Copied from the referral, for the policies, here and below.
    site_id      uuid not null,
    -- The day ages and consent were looked at, at the site.
    evaluated_on date not null,
    created_mac  bytea,
    recorded_at  timestamptz not null,
    recorded_by  uuid not null,
    primary key (org_id, id),
    foreign key (org_id, referral_id) references referral_in (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index eligibility_evaluation_referral on eligibility_evaluation (org_id, referral_id, recorded_at);
create index eligibility_evaluation_site on eligibility_evaluation (org_id, site_id);
create index eligibility_evaluation_recorded_by on eligibility_evaluation (org_id, recorded_by);

-- What one rule came to, as every reader of the referral may know it.
create table eligibility_result (
    org_id        uuid not null,
    evaluation_id uuid not null,
    rule_id       uuid not null,
    rule_version  integer not null,
    referral_id   uuid not null,
    site_id       uuid not null,
    result        text not null,
    basis         text not null,
    -- What age_between looked at: the youngest and the oldest she could be that day. Of consent_present it is the decisions
    -- recorded by then, which are never changed; of the other rules the answer itself.
    age_youngest  integer,
    age_oldest    integer,
    recorded_at   timestamptz not null,
    recorded_by   uuid not null,
    primary key (org_id, evaluation_id, rule_id),
    foreign key (org_id, evaluation_id) references eligibility_evaluation (org_id, id),
    foreign key (org_id, rule_id, rule_version) references eligibility_rule (org_id, id, version),
    foreign key (org_id, referral_id) references referral_in (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index eligibility_result_rule on eligibility_result (org_id, rule_id, rule_version);
create index eligibility_result_referral on eligibility_result (org_id, referral_id);
create index eligibility_result_site on eligibility_result (org_id, site_id);
create index eligibility_result_recorded_by on eligibility_result (org_id, recorded_by);

-- An enrolment that the screener saw and not every reader of the referral may: apart, behind the enrolment's own wall. Where
-- a reader sees it the rule failed; for everybody else it is not known.
create table eligibility_finding (
    org_id        uuid not null,
    evaluation_id uuid not null,
    rule_id       uuid not null,
    enrolment_id  uuid not null,
    -- Of the enrolment.
    site_id       uuid not null,
    programme_id  uuid not null,
    recorded_at   timestamptz not null,
    recorded_by   uuid not null,
    primary key (org_id, evaluation_id, rule_id),
    foreign key (org_id, evaluation_id, rule_id) references eligibility_result (org_id, evaluation_id, rule_id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index eligibility_finding_enrolment on eligibility_finding (org_id, enrolment_id);
create index eligibility_finding_site on eligibility_finding (org_id, site_id);
create index eligibility_finding_programme on eligibility_finding (org_id, programme_id);
create index eligibility_finding_recorded_by on eligibility_finding (org_id, recorded_by);

-- Somebody asks that she be taken although a rule stands in the way; another decides.
create table eligibility_override (
    org_id        uuid not null,
    id            uuid not null,
    referral_id   uuid not null,
    site_id       uuid not null,
    -- What stood in the way.
    evaluation_id uuid not null,
    reason        text not null,
    state         text not null check (state in ('asked', 'approved', 'refused')),
    asked_by      uuid not null,
    asked_at      timestamptz not null,
    decided_by    uuid,
    decided_at    timestamptz,
    created_mac   bytea,
    row_version   integer not null default 1,
    recorded_at   timestamptz not null,
    voided_at     timestamptz,
    void_reason   text,
    primary key (org_id, id),
    unique (org_id, id, asked_by),
    foreign key (org_id, referral_id) references referral_in (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, evaluation_id) references eligibility_evaluation (org_id, id),
    foreign key (org_id, asked_by) references staff_member (org_id, id),
    foreign key (org_id, decided_by) references staff_member (org_id, id),
    -- Nobody approves their own request (domain.md §0 rule 8).
    constraint eligibility_override_four_eyes check (decided_by <> asked_by),
    constraint eligibility_override_whole check (
        (state = 'asked') = (decided_by is null) and (decided_by is null) = (decided_at is null))
);
create unique index eligibility_override_one_open on eligibility_override (org_id, evaluation_id) where state = 'asked';
create index eligibility_override_evaluation on eligibility_override (org_id, evaluation_id);
create index eligibility_override_referral on eligibility_override (org_id, referral_id);
create index eligibility_override_site on eligibility_override (org_id, site_id);
create index eligibility_override_asked_by on eligibility_override (org_id, asked_by);
create index eligibility_override_decided_by on eligibility_override (org_id, decided_by);

-- What was decided: a person's word, made with the results in sight, never computed from them.
create table referral_decision (
    org_id        uuid not null,
    id            uuid not null,
    referral_id   uuid not null,
    site_id       uuid not null,
    evaluation_id uuid,
    decision      text not null,
    -- Of not_eligible: why, and so which other way she is shown.
    reason        text,
    override_id   uuid,
    -- Who asked for the override: never who decides.
    requested_by  uuid,
    decided_at    timestamptz not null,
    recorded_at   timestamptz not null,
    recorded_by   uuid not null,
    primary key (org_id, id),
    foreign key (org_id, referral_id) references referral_in (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, evaluation_id) references eligibility_evaluation (org_id, id),
    foreign key (org_id, override_id, requested_by) references eligibility_override (org_id, id, asked_by),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint referral_decision_reason check ((reason is not null) = (decision = 'not_eligible')),
    constraint referral_decision_looked check (
        decision not in ('eligible', 'eligible_by_override') or evaluation_id is not null),
    constraint referral_decision_override check (
        num_nonnulls(override_id, requested_by) = case decision when 'eligible_by_override' then 2 else 0 end),
    constraint referral_decision_four_eyes check (requested_by <> recorded_by)
);
create index referral_decision_referral on referral_decision (org_id, referral_id, recorded_at);
create index referral_decision_site on referral_decision (org_id, site_id);
create index referral_decision_evaluation on referral_decision (org_id, evaluation_id);
create unique index referral_decision_override_once on referral_decision (org_id, override_id, requested_by);
create index referral_decision_recorded_by on referral_decision (org_id, recorded_by);

-- Where the wall stands already it is forced on the owner too, and nobody may add codes.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    -- rule_kind, rule_expr, rule_result, rule_basis: domain.md §2.4
    ('rule_kind', 'must', 'Must be so', 1, false),
    ('rule_kind', 'should', 'Should be so; does not decide', 2, false),
    ('rule_kind', 'exclude', 'Must not be so', 3, false),
    ('rule_expr', 'age_between', 'Is of an age', 1, false),
    ('rule_expr', 'consent_present', 'Consent is in force', 2, false),
    ('rule_expr', 'not_enrolled_elsewhere', 'Is in no other programme here', 3, false),
    ('rule_expr', 'answered', 'As who screens answers', 4, false),
    ('rule_result', 'true', 'Is so', 1, false),
    ('rule_result', 'false', 'Is not so', 2, false),
    ('rule_result', 'unknown', 'Not known', 3, false),
    ('rule_basis', 'computed', 'Found in the record', 1, false),
    ('rule_basis', 'answered', 'Answered by who screened', 2, false),
    -- referral_decision: domain.md §2.4
    ('referral_decision', 'eligible', 'Can join', 1, false),
    ('referral_decision', 'not_eligible', 'Cannot join here', 2, false),
    ('referral_decision', 'eligible_by_override', 'Can join, by two people''s decision', 3, false),
    ('referral_decision', 'pending_info', 'Something must be found out first', 4, false),
    -- override_reason: words every reader of the place may know
    ('override_reason', 'needs_help_most', 'Needs the help more than the rule foresaw', 1, false),
    ('override_reason', 'close_to_the_rule', 'Misses the rule by little', 2, false),
    ('override_reason', 'cannot_be_known', 'The rule cannot be answered for this person', 3, false),
    ('override_reason', 'nowhere_else', 'There is no other place to go to', 4, false),
    ('override_reason', 'with_family_or_friends', 'Belongs with family or friends who are here', 5, false),
    ('override_reason', 'asked_by_authority', 'An authority asks for it', 6, true),
    -- referral_step, referral_state: what a decision leads to
    ('referral_step', 'info_needed', 'Something must be found out first', 8, false),
    ('referral_step', 'found_eligible', 'Decided: can join', 9, false),
    ('referral_step', 'found_ineligible', 'Decided: shown another way', 10, false),
    ('referral_state', 'eligible', 'Can join', 6, false),
    ('audit_action', 'evaluate', 'Looked at the rules for a referral', 311, false),
    ('audit_action', 'decide', 'Decided about a referral', 312, false),
    ('audit_action', 'ask_override', 'Asked for an exception to the rules', 313, false),
    ('audit_action', 'decide_override', 'Decided about an exception to the rules', 314, false);

alter table ref.code force row level security;
