-- The register of what left the house (domain.md, appendix A; §6.5 T4, T5): to whom, on what basis, what, why, when, by whom.
-- It rests on a consent, or was decided without one and waits for the data-protection officer to look at it.
create table disclosure (
    org_id          uuid not null,
    id              uuid not null,
    person_id       uuid not null,
    -- Her home site, for the policies.
    site_id         uuid not null,
    recipient_class text not null,
    -- An entry of the directory, or a name of nobody's business but hers.
    provider_id     uuid,
    recipient_enc   bytea,
    basis           text not null,
    consent_id      uuid,
    categories      text[] not null check (cardinality(categories) between 1 and 20),
    purpose         text not null,
    channel         text not null,
    disclosed_at    timestamptz not null,
    review          text,
    reviewed_by     uuid,
    reviewed_at     timestamptz,
    created_mac     bytea,
    row_version     integer not null default 1,
    recorded_at     timestamptz not null,
    recorded_by     uuid not null,
    voided_at       timestamptz,
    void_reason     text,
    primary key (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, provider_id) references service_provider (org_id, id),
    -- Of the same person.
    foreign key (org_id, consent_id, person_id) references consent (org_id, id, person_id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    foreign key (org_id, reviewed_by) references staff_member (org_id, id),
    constraint disclosure_basis_whole check ((basis = 'consent') = (consent_id is not null)),
    constraint disclosure_review_whole check (
        num_nonnulls(review, reviewed_by, reviewed_at) in (0, 3) and (reviewed_by is null or basis <> 'consent')),
    -- Nobody reviews their own decision (domain.md §0 rule 8).
    constraint disclosure_four_eyes check (reviewed_by <> recorded_by)
);
create index disclosure_person on disclosure (org_id, person_id, disclosed_at desc);
create index disclosure_to_review on disclosure (org_id, disclosed_at, id)
    where basis <> 'consent' and reviewed_by is null and voided_at is null;
create index disclosure_site on disclosure (org_id, site_id);
create index disclosure_provider on disclosure (org_id, provider_id);
create index disclosure_consent on disclosure (org_id, consent_id, person_id);
create index disclosure_recorded_by on disclosure (org_id, recorded_by);
create index disclosure_reviewed_by on disclosure (org_id, reviewed_by);

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    ('disclosure_basis', 'consent', 'Consent', 1, false),
    ('disclosure_basis', 'vital_interest', 'Life or health at risk', 2, false),
    ('disclosure_basis', 'court_order', 'A court ordered it', 3, true),
    ('disclosure_basis', 'legal_duty', 'The law asks for it', 4, true),
    ('disclosure_purpose', 'referral', 'To refer her', 1, false),
    ('disclosure_purpose', 'case_work', 'To work together', 2, false),
    ('disclosure_purpose', 'protection', 'To protect her or others', 3, false),
    ('disclosure_purpose', 'proceedings', 'In proceedings', 4, true),
    ('disclosure_purpose', 'reporting_duty', 'A duty to report', 5, true),
    ('disclosure_purpose', 'own_request', 'She asked for it', 6, false),
    ('disclosure_channel', 'in_person', 'In person', 1, false),
    ('disclosure_channel', 'phone', 'By phone', 2, false),
    ('disclosure_channel', 'paper', 'On paper', 3, false),
    ('disclosure_channel', 'encrypted_file', 'An encrypted file', 4, false),
    ('disclosure_channel', 'other', 'Otherwise', 5, false),
    ('disclosure_review', 'justified', 'It was right', 1, false),
    ('disclosure_review', 'too_much', 'Right, but too much was told', 2, false),
    ('disclosure_review', 'unjustified', 'It was not right', 3, false),
    ('audit_action', 'disclose', 'Recorded what left the house', 330, false),
    ('audit_action', 'override_consent', 'Told something without consent', 331, false),
    ('audit_action', 'review_disclosure', 'Looked at what was told without consent', 332, false);

alter table ref.code force row level security;
