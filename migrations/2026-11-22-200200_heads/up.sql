-- Head counts: how many came to a group session that is open to whoever comes, and no persons (domain.md appendix A).
create table head_count (
    org_id       uuid not null,
    id           uuid not null,
    session_id   uuid not null,
    -- Copied from the session, for the policies.
    site_id      uuid not null,
    programme_id uuid not null,
    -- Null: nobody guessed.
    age_band     text,
    gender_group text not null,
    heads        integer not null check (heads between 1 and 10000),
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, session_id) references session (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id)
);
create unique index head_count_once on head_count (org_id, session_id, age_band, gender_group) nulls not distinct
    where voided_at is null;
create index head_count_session on head_count (org_id, session_id);
create index head_count_site on head_count (org_id, site_id);
create index head_count_programme on head_count (org_id, programme_id);

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    -- age_band: domain.md §5.3
    ('age_band', 'under_10', 'Under 10', 1, false),
    ('age_band', '10_13', '10 to 13', 2, false),
    ('age_band', '14_17', '14 to 17', 3, false),
    ('age_band', '18_20', '18 to 20', 4, false),
    ('age_band', '21_24', '21 to 24', 5, false),
    ('age_band', '25_29', '25 to 29', 6, false),
    ('age_band', '30_plus', '30 and older', 7, false),
    -- gender_group: the reporting groups of domain.md §5.2
    ('gender_group', 'female', 'Girls and women', 1, false),
    ('gender_group', 'male', 'Boys and men', 2, false),
    ('gender_group', 'other_or_undisclosed', 'Other, or not said', 3, false);

alter table ref.code force row level security;
