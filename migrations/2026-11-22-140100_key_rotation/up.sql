-- Key-encryption keys that are out of use. No person's key may be wrapped with one again: a server that has not yet heard
-- of the rotation would otherwise wrap somebody's key with a key that is about to be destroyed.
create table auth.kek_retired (
    -- The id as it stands in a wrapped key: 16 bytes, filled up with zeros.
    kek        bytea primary key check (length(kek) = 16),
    name       text not null,
    retired_at timestamptz not null
);
