-- A key of nobody's, wrapped by each key-encryption key this database has been used with: at every start the server opens
-- it, so that a wrong key folder is found out before it is written with (security.md §3.16).
create table auth.key_probe (
    kek         text primary key,
    wrapped     bytea not null,
    recorded_at timestamptz not null
);
