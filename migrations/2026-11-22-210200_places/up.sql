-- Places: how many there are, who is offered one, who waits for one (domain.md §2.2, ENR-09, ENR-10).

-- One row per version; the highest counts. Without a row, or without a number in it, there is no limit.
create table programme_capacity (
    org_id       uuid not null,
    programme_id uuid not null,
    site_id      uuid not null,
    version      integer not null check (version >= 1),
    places       integer check (places between 0 and 10000),
    recorded_at  timestamptz not null,
    recorded_by  uuid not null,
    primary key (org_id, programme_id, site_id, version),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index programme_capacity_site on programme_capacity (org_id, site_id);
create index programme_capacity_recorded_by on programme_capacity (org_id, recorded_by);

-- A place offered. The answer is a step of the referral; until it enrols or ends the referral holds the place.
create table place_offer (
    org_id       uuid not null,
    id           uuid not null,
    referral_id  uuid not null,
    -- Copied from the referral, for the policies, here and below.
    site_id      uuid not null,
    offered_at   timestamptz not null,
    -- Why somebody else who waits was passed over.
    turn_reason  text,
    created_mac  bytea,
    recorded_at  timestamptz not null,
    recorded_by  uuid not null,
    primary key (org_id, id),
    foreign key (org_id, referral_id) references referral_in (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index place_offer_referral on place_offer (org_id, referral_id, recorded_at);
create index place_offer_site on place_offer (org_id, site_id);
create index place_offer_recorded_by on place_offer (org_id, recorded_by);

-- On the list, how urgently, and since when. The newest counts, while the referral is waiting.
create table waiting_entry (
    org_id       uuid not null,
    id           uuid not null,
    referral_id  uuid not null,
    site_id      uuid not null,
    priority     text not null,
    since        timestamptz not null,
    recorded_at  timestamptz not null,
    recorded_by  uuid not null,
    primary key (org_id, id),
    foreign key (org_id, referral_id) references referral_in (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index waiting_entry_referral on waiting_entry (org_id, referral_id, recorded_at);
create index waiting_entry_site on waiting_entry (org_id, site_id);
create index waiting_entry_recorded_by on waiting_entry (org_id, recorded_by);

-- Who waits, and who holds a place without being enrolled yet.
create index referral_in_holding on referral_in (org_id, programme_id, site_id, state)
    where state in ('waiting', 'offered', 'accepted');

-- An enrolment is an end too.
alter table referral_in drop constraint referral_in_ended;
alter table referral_in add constraint referral_in_ended
    check ((ended_at is not null) = (state in ('redirected', 'closed', 'enrolled')));

-- The referral an enrolment follows from.
alter table enrolment add column referral_id uuid;
alter table enrolment add constraint enrolment_referral
    foreign key (org_id, referral_id) references referral_in (org_id, id);
create index enrolment_referral_in on enrolment (org_id, referral_id);
create index enrolment_in_place on enrolment (org_id, programme_id, site_id)
    where exited_on is null and voided_at is null;

-- Where the wall stands already it is forced on the owner too, and nobody may add codes.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    -- waiting_priority
    ('waiting_priority', 'urgent', 'As soon as any place is free', 1, false),
    ('waiting_priority', 'raised', 'Before the others', 2, false),
    ('waiting_priority', 'normal', 'In turn', 3, false),
    -- turn_reason: words every reader of the place may know
    ('turn_reason', 'needs_it_now', 'Needs it now', 1, false),
    ('turn_reason', 'place_suits_only_her', 'The place suits nobody before', 2, false),
    ('turn_reason', 'with_family_or_friends', 'Belongs with family or friends who are here', 3, false),
    ('turn_reason', 'others_cannot_now', 'Those before cannot come now', 4, false),
    ('turn_reason', 'authority_set_a_day', 'An authority has set a day', 5, true),
    -- referral_step, referral_state: domain.md §2.2
    ('referral_step', 'put_on_list', 'Put on the waiting list', 11, false),
    ('referral_step', 'taken_off_list', 'Taken off the waiting list', 12, false),
    ('referral_step', 'place_offered', 'Offered a place', 13, false),
    ('referral_step', 'offer_accepted', 'Accepted the place', 14, false),
    ('referral_step', 'offer_declined', 'Declined the place', 15, false),
    ('referral_step', 'offer_unreachable', 'Could not be reached about the place', 16, false),
    ('referral_step', 'enrolled', 'Enrolled', 17, false),
    ('referral_state', 'waiting', 'Waits for a place', 7, false),
    ('referral_state', 'offered', 'Is offered a place', 8, false),
    ('referral_state', 'accepted', 'Has accepted a place', 9, false),
    ('referral_state', 'enrolled', 'Enrolled', 10, false),
    ('audit_action', 'offer', 'Offered a place', 321, false),
    ('audit_action', 'put_on_list', 'Put somebody on a waiting list', 322, false);

alter table ref.code force row level security;
