-- First looked, then written, and nothing between: neither the lock of who sends nor the key that is there once.
create or replace function access.sync_lane(p_sign_in uuid) returns table (id uuid, draining boolean)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select d.id, d.draining_at is not null from auth.device d
    where d.org_id = access.house() and d.staff_id = access.staff() and d.sign_in_id = p_sign_in and d.revoked_at is null;
end $$;
alter table sync_op drop constraint sync_op_pkey cascade;
create index on sync_op (org_id, id);
