-- Whose clock was later stands, whatever arrived last.
create function public.newest_clock_wins() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_at timestamptz := (select o.client_at from public.sync_op o
                         where o.org_id = new.org_id and o.entity_id = new.id and o.status = 'received');
begin
    if exists (select from public.sync_op o
               where o.org_id = new.org_id and o.entity_id = new.id and o.status in ('applied', 'merged', 'conflict')
                 and o.client_at > v_at) then
        new.language := old.language;
        new.gender_identity := old.gender_identity;
        new.gender_missing := old.gender_missing;
    end if;
    return new;
end $$;
create trigger newest_clock_wins before update on person for each row execute function public.newest_clock_wins();
