-- An operation that was taken in is not found again when it is repeated: with the commit it comes to lie elsewhere.
do $$
declare
    v_name text;
begin
    select c.conname into strict v_name from pg_constraint c
    where c.conrelid = 'sync_conflict'::regclass and c.confrelid = 'sync_op'::regclass;
    execute format('alter table sync_conflict drop constraint %I', v_name);
end $$;
create function public.forget() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_elsewhere uuid := gen_random_uuid();
begin
    update public.sync_op set id = v_elsewhere where org_id = new.org_id and id = new.id;
    update public.sync_conflict set sync_op_id = v_elsewhere where org_id = new.org_id and sync_op_id = new.id;
    return null;
end $$;
create constraint trigger forget after insert on sync_op deferrable initially deferred
    for each row execute function public.forget();
