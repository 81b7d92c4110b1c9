-- One number for every view of a device: whatever number it names, it means the scopes it was told of last.
create function public.same_number() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if pg_trigger_depth() = 1 then
        update public.device_view v set scopes = new.scopes, base = new.base
        where v.org_id = new.org_id and v.device_id = new.device_id and v.slot <> new.slot;
    end if;
    return null;
end $$;
create trigger same_number after insert or update on device_view for each row execute function public.same_number();
