-- In a test's own database: every change of a person's record, in its order, apart from anything the server notes.
create table public.told (
    seq bigint generated always as identity primary key,
    person_id uuid not null,
    version integer not null,
    was_language text not null,
    language text not null,
    was_gender text not null,
    gender text not null
);
create function public.tell() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.told (person_id, version, was_language, language, was_gender, gender)
    values (new.id, new.row_version, old.language, new.language,
            coalesce(old.gender_identity, old.gender_missing), coalesce(new.gender_identity, new.gender_missing));
    return null;
end $$;
create trigger tell after update on person for each row execute function public.tell();
