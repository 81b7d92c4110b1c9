-- Mail to be sent (security.md §3.7): written in the transaction that causes it, sent after that one stands.

-- One mail. Not of one organisation: an account is global, and so is its mailbox.
create table auth.mail (
    id           uuid primary key,
    -- Which organisation's work caused it; null: the account's own.
    org_id       uuid references organisation (org_id),
    -- To whose mailbox, and in whose language; no copy of the address. Null: the address is sealed below, or there is
    -- nobody (a reset was asked for an unknown address) and the mail is dropped.
    account_id   uuid references auth.account (id),
    template     text not null,
    language     text check (language in ('en', 'es', 'fr', 'pt', 'ar')),
    -- Address and link token, sealed under a key of this mail's own, which is wrapped. Both are destroyed once it is sent.
    wrapped_key  bytea,
    content_enc  bytea,
    recorded_at  timestamptz not null,
    -- Of no use after this: a link that has ended.
    useful_until timestamptz,
    next_at      timestamptz not null,
    attempts     integer not null default 0,
    locked_by    uuid,
    locked_until timestamptz,
    sent_at      timestamptz,
    -- Not sent because it had nobody to go to or came too late.
    dropped_at   timestamptz,
    dead_at      timestamptz,
    last_error   text check (last_error ~ '^[a-z0-9_]{1,60}$'),
    check ((locked_by is null) = (locked_until is null)),
    check (num_nonnulls(sent_at, dropped_at, dead_at) <= 1),
    check ((wrapped_key is null) = (content_enc is null))
);
create index mail_open on auth.mail (next_at, id) where sent_at is null and dropped_at is null and dead_at is null;
create index mail_dead on auth.mail (dead_at) where dead_at is not null;
create index mail_org on auth.mail (org_id);
create index mail_account on auth.mail (account_id);

-- In which language an account is written to.
alter table auth.account add column language text not null default 'en' check (language in ('en', 'es', 'fr', 'pt', 'ar'));

alter table ref.code no force row level security;
insert into ref.code (list, code, label, sort, sensitive) values
    ('language', 'en', 'English', 1, false),
    ('language', 'es', 'Spanish', 2, false),
    ('language', 'fr', 'French', 3, false),
    ('language', 'pt', 'Portuguese', 4, false),
    ('language', 'ar', 'Arabic', 5, false),
    ('mail_template', 'invitation', 'An invitation', 1, false),
    ('mail_template', 'approval_asked', 'A request waits for approval', 2, false),
    ('mail_template', 'password_reset', 'A link to choose a new password', 3, false),
    ('mail_template', 'password_changed', 'The password was changed', 4, false),
    ('mail_template', 'email_confirm', 'A link to confirm a new address', 5, false),
    ('mail_template', 'email_changing', 'The address is being changed', 6, false),
    ('mail_template', 'device_added', 'A device was added', 7, false),
    ('mail_template', 'security_notice', 'Something about the sign-in changed', 8, false);
alter table ref.code force row level security;
