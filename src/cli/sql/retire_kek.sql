-- Marks a key-encryption key as retired unless it still wraps somebody's key; says how many it wraps.
with left_over as (
    select count(*) as people from person_key where wrapped is not null and substring(wrapped from 2 for 16) = $1
), marked as (
    insert into auth.kek_retired (kek, name, retired_at)
    select $1, $2, $3 from left_over where people = 0
    on conflict (kek) do nothing
)
select people from left_over
