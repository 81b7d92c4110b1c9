-- The wall around sync, and the one trigger function of the schema (design §7, docs/adr/0129): part of the replaceable set
-- (src/platform/db/migrate.rs). It comes last: it hangs a trigger on tables of other features.

-- A scope that is about more than one id: sha256 of both ids and a word, as a UUID of version 8. The same rule stands in
-- src/sync/model/scope_id.rs; golden vectors in tests/vectors/sync/scopes.json.
create function access.sync_derived(p_kind text, p_id uuid, p_other uuid) returns uuid
    language plpgsql immutable parallel safe as $$
declare
    v_hash bytea := substring(sha256(convert_to(p_kind, 'UTF8') || uuid_send(p_id)
                                     || coalesce(uuid_send(p_other), ''::bytea)) for 16);
begin
    return encode(set_byte(set_byte(v_hash, 6, (get_byte(v_hash, 6) & 15) | 128), 8, (get_byte(v_hash, 8) & 63) | 128), 'hex')::uuid;
end $$;

-- What is synced. `id_column` names the row, `about` the column its scope comes from, by way of `scoped`: `plain` the id
-- itself, `guarded` the scope of what only those who work with her hold, `own` what one author wrote in one enrolment,
-- `lines` the enrolments of those who took part. `day_column`: the day of the fact.
create function access.synced()
    returns table (table_name text, entity_type smallint, id_column text, scoped text, about text, day_column text)
    language sql immutable as $$
    values ('person', 1::smallint, 'id', 'plain', 'id', null),
           ('enrolment', 2::smallint, 'id', 'plain', 'id', null),
           ('session', 3::smallint, 'id', 'lines', 'id', 'held_on'),
           ('participation', 4::smallint, 'id', 'plain', 'enrolment_id', 'held_on'),
           ('contact_attempt', 5::smallint, 'id', 'plain', 'enrolment_id', 'attempted_on'),
           ('plan', 6::smallint, 'id', 'plain', 'enrolment_id', 'planned_on'),
           ('task', 7::smallint, 'id', 'plain', 'enrolment_id', 'closed_at'),
           ('session_note', 8::smallint, 'id', 'own', 'enrolment_id', 'recorded_at'),
           ('person_identity', 9::smallint, 'person_id', 'guarded', 'person_id', null),
           ('person_needs', 10::smallint, 'person_id', 'guarded', 'person_id', null),
           ('contact_method', 11::smallint, 'id', 'guarded', 'person_id', null),
           ('consent', 12::smallint, 'id', 'guarded', 'person_id', null),
           ('case_plan', 13::smallint, 'id', 'guarded', 'person_id', null),
           ('goal', 14::smallint, 'id', 'guarded', 'person_id', null),
           ('plan_action', 15::smallint, 'id', 'guarded', 'person_id', null) $$;

-- The scope a row is in, by the declaration above. Null for `lines`: a session is in several.
create function access.sync_scope_of(p_scoped text, p_about uuid, p_author uuid) returns uuid
    language sql immutable as $$
    select case p_scoped when 'plain' then p_about
                         when 'guarded' then access.sync_derived('guarded', p_about, null)
                         when 'own' then access.sync_derived('own', p_about, p_author) end $$;

-- One entry written, or written anew. In plpgsql, like all that the trigger calls: it keeps its plans for the session.
create function access.sync_put(p_org uuid, p_scope uuid, p_entity uuid, p_type smallint, p_op text, p_day date) returns void
    language plpgsql volatile as $$
begin
    insert into public.sync_entry (org_id, scope_id, entity_id, entity_type, op, happened_on)
    values (p_org, p_scope, p_entity, p_type, p_op, p_day)
    on conflict (org_id, scope_id, entity_id, entity_type)
    do update set op = excluded.op, happened_on = excluded.happened_on, xid = excluded.xid;
end $$;

-- A session in the scopes of those who took part: of one enrolment, or of all. Where nobody of the enrolment is a part of
-- it any more, it has moved away.
create function access.sync_put_session(p_org uuid, p_session uuid, p_enrolment uuid) returns void
    language plpgsql volatile as $$
begin
    insert into public.sync_entry (org_id, scope_id, entity_id, entity_type, op, happened_on)
    select p_org, p.enrolment_id, s.id, 3,
           case when s.voided_at is not null then 'D' when bool_or(p.voided_at is null) then 'U' else 'M' end, s.held_on
    from public.session s
    join public.participation p on p.org_id = s.org_id and p.session_id = s.id
    where s.org_id = p_org and s.id = p_session and (p_enrolment is null or p.enrolment_id = p_enrolment)
    group by s.org_id, s.id, p.enrolment_id
    order by p.enrolment_id
    on conflict (org_id, scope_id, entity_id, entity_type)
    do update set op = excluded.op, happened_on = excluded.happened_on, xid = excluded.xid;
end $$;

-- A day out of a row's own words: a date, or a moment's day by universal time.
create function access.sync_day(p_text text) returns date
    language sql stable as $$
    select case when length(p_text) = 10 then p_text::date else (p_text::timestamptz at time zone 'UTC')::date end $$;

-- The one trigger function: whoever writes, by whatever way, the change is noted. Arguments: a line of access.synced().
create function access.sync_touch() returns trigger
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_type smallint := tg_argv[0];
    v_scoped text := tg_argv[2];
    v_new jsonb := to_jsonb(new);
    v_old jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) end;
    v_org uuid := v_new ->> 'org_id';
    v_id uuid := v_new ->> tg_argv[1];
    v_author uuid := v_new ->> 'recorded_by';
    v_scope uuid := access.sync_scope_of(v_scoped, (v_new ->> tg_argv[3])::uuid, v_author);
    v_before uuid;
begin
    -- Nobody takes part in a session before it is there: whoever is put on it puts it into her scope.
    if v_scoped = 'lines' and tg_op = 'INSERT' then
        return null;
    end if;
    -- A task about a referral or an incident is in no enrolment, and on no phone.
    if v_scope is null and v_scoped <> 'lines' then
        return null;
    end if;
    if tg_op = 'UPDATE' then
        insert into public.sync_field (org_id, entity_type, entity_id, field, rev, epoch_at)
        select v_org, v_type, v_id, n.key, (v_new ->> 'row_version')::bigint,
               coalesce((select max(e.started_at) from auth.sync_epoch e), '-infinity')
        from jsonb_each(v_new) n
        where n.key <> 'row_version' and n.value is distinct from v_old -> n.key
        on conflict (org_id, entity_type, entity_id, field)
        do update set rev = excluded.rev, epoch_at = excluded.epoch_at;
        v_before := access.sync_scope_of(v_scoped, (v_old ->> tg_argv[3])::uuid, (v_old ->> 'recorded_by')::uuid);
        if v_before <> v_scope then
            perform access.sync_put(v_org, v_before, v_id, v_type, 'M', null);
        end if;
    end if;
    if v_scoped = 'lines' then
        perform access.sync_put_session(v_org, v_id, null);
        return null;
    end if;
    perform access.sync_put(v_org, v_scope, v_id, v_type,
        case when v_new ->> 'voided_at' is null and v_new ->> 'erased_at' is null then 'U' else 'D' end,
        access.sync_day(v_new ->> tg_argv[4]));
    if tg_table_name = 'participation' and tg_op = 'INSERT' then
        -- Nobody is put on a session that was voided; were she, its row would not be there for anyone.
        perform access.sync_put(v_org, v_scope, (v_new ->> 'session_id')::uuid, 3::smallint, 'U',
                                (v_new ->> 'held_on')::date);
    elsif tg_table_name = 'participation' then
        perform access.sync_put_session(v_org, (v_new ->> 'session_id')::uuid, v_scope);
        if v_before <> v_scope then
            perform access.sync_put(v_org, v_before, (v_new ->> 'session_id')::uuid, 3::smallint, 'M', null);
            perform access.sync_put_session(v_org, (v_new ->> 'session_id')::uuid, v_before);
        end if;
    end if;
    return null;
end $$;

-- Hangs the one trigger on every declared table that has none: what of it is dropped with schema access comes back so. For who
-- owns the tables.
create function access.sync_hang() returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    d record;
begin
    for d in select * from access.synced() s
             where not exists (select from pg_trigger t
                               where t.tgrelid = format('public.%I', s.table_name)::regclass and t.tgname = 'sync_touch') loop
        execute format('create trigger sync_touch after insert or update on public.%I for each row
                        execute function access.sync_touch(%L, %L, %L, %L, %L)',
                       d.table_name, d.entity_type, d.id_column, d.scoped, d.about, coalesce(d.day_column, ''));
    end loop;
end $$;
revoke all on function access.sync_hang() from public;

-- The rows that were there before their table was synced. Nobody's to call; below it runs once for each declaration.
create function access.sync_backfill() returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    d record;
begin
    for d in select * from access.synced() s where s.scoped <> 'lines' loop
        execute format(
            'insert into public.sync_entry (org_id, scope_id, entity_id, entity_type, op, happened_on)
             select t.org_id, access.sync_scope_of(%L, t.%I, %s), t.%I, %s,
                    case when t.voided_at is null %s then ''U'' else ''D'' end, access.sync_day(to_jsonb(t) ->> %L)
             from public.%I t where t.%I is not null on conflict do nothing',
            d.scoped, d.about, case when d.scoped = 'own' then 't.recorded_by' else 'null' end, d.id_column, d.entity_type,
            case when d.table_name = 'person' then 'and t.erased_at is null' else '' end, d.day_column, d.table_name, d.about);
    end loop;
    insert into public.sync_entry (org_id, scope_id, entity_id, entity_type, op, happened_on)
    select s.org_id, p.enrolment_id, s.id, 3,
           case when s.voided_at is not null then 'D' when bool_or(p.voided_at is null) then 'U' else 'M' end, s.held_on
    from public.session s join public.participation p on p.org_id = s.org_id and p.session_id = s.id
    group by s.org_id, s.id, p.enrolment_id
    on conflict do nothing;
    -- Which of their fields changed when is not known: any of them, at the latest with the version they have.
    for d in select * from access.synced() loop
        execute format(
            'insert into public.sync_field (org_id, entity_type, entity_id, field, rev)
             select t.org_id, %s, t.%I, ''*'', t.row_version from public.%I t where t.row_version > 1 on conflict do nothing',
            d.entity_type, d.id_column, d.table_name);
    end loop;
end $$;

-- The caller's scopes: of whom she works with, whom she took in, herself and her house. Worked out anew at each pull, so
-- that no change of what she may see is missed (reference/sync.md §2.7). What a role at a place opens is read online.
create function access.sync_scopes() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if access.house() is null or access.staff() is null then
        return;
    end if;
    return query
    with assigned as materialized (
        select a.enrolment_id, a.person_id from access.assigned() a
        join public.person p on p.org_id = access.house() and p.id = a.person_id
             and p.erased_at is null and p.voided_at is null
    )
    select a.enrolment_id from assigned a
    union
    select access.sync_derived('own', a.enrolment_id, access.staff()) from assigned a
    union
    select a.person_id from assigned a
    union
    select access.sync_derived('guarded', a.person_id, null) from assigned a
    union
    select t.id from access.taken_in() t (id)
    join public.person p on p.org_id = access.house() and p.id = t.id and p.erased_at is null
    union
    select access.staff()
    union
    select access.house();
end $$;

-- The device that holds this sign-in, of the caller herself; what it is to do.
create function access.sync_device(p_sign_in uuid) returns table (id uuid, draining boolean)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select d.id, d.draining_at is not null from auth.device d
    where d.org_id = access.house() and d.staff_id = access.staff() and d.sign_in_id = p_sign_in and d.revoked_at is null;
end $$;

-- What the device of this sign-in said last about what lies on it.
create function access.sync_reported(p_sign_in uuid)
    returns table (outbox_depth integer, oldest_pending_at timestamptz, max_seq bigint, persisted boolean,
                   reported_at timestamptz)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select d.outbox_depth, d.oldest_pending_at, d.max_seq, d.persisted, d.reported_at from auth.device d
    join access.sync_device(p_sign_in) s on s.id = d.id
    where d.org_id = access.house() and d.reported_at is not null;
end $$;

-- Keeps what the device of this sign-in says. A number smaller than before: it lost what lay on it. Null: it is none.
create function access.sync_report(p_sign_in uuid, p_depth integer, p_oldest timestamptz, p_max_seq bigint,
                                   p_persisted boolean, p_now timestamptz) returns uuid
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_device uuid;
begin
    update auth.device d
    set outbox_depth = p_depth, oldest_pending_at = p_oldest, max_seq = p_max_seq, persisted = p_persisted,
        reported_at = p_now, store_lost_at = case when p_max_seq < d.max_seq then p_now else d.store_lost_at end
    where d.org_id = access.house() and d.staff_id = access.staff() and d.sign_in_id = p_sign_in and d.revoked_at is null
    returning d.id into v_device;
    return v_device;
end $$;

-- Devices for whose owners the caller answers, by id: those in use, and those that ended with work on them.
create function access.sync_reports(p_after uuid, p_limit bigint)
    returns table (id uuid, staff_id uuid, kind text, enrolled_at timestamptz, last_seen_at timestamptz, ended_at timestamptz,
                   outbox_depth integer, oldest_pending_at timestamptz, max_seq bigint, persisted boolean,
                   reported_at timestamptz, store_lost_at timestamptz)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    with theirs as materialized (
        select o.staff_id from (select distinct d.staff_id from auth.device d where d.org_id = access.house()) o
        where access.answers_for_devices(o.staff_id)
    )
    select d.id, d.staff_id, d.kind, d.enrolled_at, d.last_seen_at, coalesce(d.revoked_at, s.revoked_at), d.outbox_depth,
           d.oldest_pending_at, d.max_seq, d.persisted, d.reported_at, d.store_lost_at
    from auth.device d
    join theirs t on t.staff_id = d.staff_id
    join auth.sign_in s on s.id = d.sign_in_id
    where d.org_id = access.house() and (p_after is null or d.id > p_after)
      and (coalesce(d.revoked_at, s.revoked_at) is null or d.outbox_depth > 0)
    order by d.id
    limit p_limit;
end $$;

-- Which history this is, and whether the database still is the one it was written for.
create function access.sync_epoch() returns table (id text, is_current boolean)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select e.id, e.system_identifier = c.system_identifier and e.timeline = k.timeline_id
                 and e.database_oid = (select d.oid::bigint from pg_database d where d.datname = current_database())
    from auth.sync_epoch e, pg_control_system() c, pg_control_checkpoint() k
    order by e.started_at desc limit 1;
end $$;

-- When a history began; null: not one of this database, as far as it remembers.
create function access.sync_epoch_began(p_id text) returns timestamptz
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (select e.started_at from auth.sync_epoch e where e.id = p_id);
end $$;

-- Begins a new history where the database is another one. Numbers of transactions of another cluster may lie ahead of ours:
-- nothing may wait for them.
create function access.sync_begin_epoch(p_now timestamptz) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform pg_advisory_xact_lock(4242000005);
    if exists (select from access.sync_epoch() e where e.is_current) then
        return;
    end if;
    insert into auth.sync_epoch (id, system_identifier, timeline, database_oid, started_at)
    select substring(replace(gen_random_uuid()::text, '-', '') for 8), c.system_identifier, k.timeline_id, d.oid::bigint,
           greatest(p_now, (select max(e.started_at) + interval '1 microsecond' from auth.sync_epoch e))
    from pg_control_system() c, pg_control_checkpoint() k, pg_database d where d.datname = current_database();
    update public.sync_entry set xid = 1 where xid >= pg_current_xact_id()::text::bigint;
end $$;

-- Owned by the role that sees past the wall, and executable by the application where it is the application's to call.
do $$
declare
    f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access' and (p.proname like 'sync\_%' or p.proname = 'synced')
               and p.proname <> 'sync_hang' loop
        execute format('revoke all on function %s from public', f);
        execute format('alter function %s owner to causeway_policy', f);
    end loop;
end
$$;
select access.sync_hang();
grant execute on function access.sync_scopes(), access.sync_device(uuid), access.sync_reported(uuid),
    access.sync_report(uuid, integer, timestamptz, bigint, boolean, timestamptz), access.sync_reports(uuid, bigint),
    access.sync_epoch(), access.sync_epoch_began(text),
    access.sync_derived(text, uuid, uuid) to causeway_app;
-- The server's own step, for everybody.
grant execute on function access.sync_begin_epoch(timestamptz) to causeway_auth;

create policy sync_entry_read on sync_entry for select to causeway_app
    using (org_id = (select access.house()) and scope_id in (select access.sync_scopes()));
-- Versions of fields, to whoever does field work: no word of what stands in them.
create policy sync_field_read on sync_field for select to causeway_app
    using (org_id = (select access.house()) and (select access.roles()) && (select access.field_roles()));
create policy device_view_own on device_view to causeway_app
    using (org_id = (select access.house()) and staff_id = (select access.staff()))
    with check (org_id = (select access.house()) and staff_id = (select access.staff()));
create policy sync_epoch_none on auth.sync_epoch using (false);

grant select on sync_entry, sync_field to causeway_app;
grant select, insert on device_view to causeway_app;
grant update (view_no, scopes, base, recorded_at) on device_view to causeway_app;
grant insert, update on sync_entry, sync_field to causeway_policy;
grant insert on auth.sync_epoch to causeway_policy;
grant update (draining_at, wiped_at, outbox_depth, oldest_pending_at, max_seq, persisted, reported_at, store_lost_at)
    on auth.device to causeway_policy;

-- Rows from before: once for each set of declarations, remembered beside the table.
do $$
declare
    v_declared text := (select md5(string_agg(s::text, ',' order by s.entity_type)) from access.synced() s);
begin
    if obj_description('public.sync_entry'::regclass) is distinct from v_declared then
        perform access.sync_backfill();
        execute format('comment on table public.sync_entry is %L', v_declared);
    end if;
end
$$;
