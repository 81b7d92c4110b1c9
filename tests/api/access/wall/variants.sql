-- Every row's neighbours: each column a policy of the table asks about, with each value that could matter, everything else as
-- it is. Keys, checks and triggers are out of the way, because row-level security alone is asked (picture.rs); who may do
-- what anywhere stays as it was.
create function probe.candidates(p_table regclass, p_column name, p_type text, p_policies text) returns setof jsonb
    language plpgsql as $$
begin
    if p_type = 'boolean' then
        return query select to_jsonb(b) from (values (true), (false)) v (b);
    elsif p_type in ('timestamp with time zone', 'date') then
        return query select to_jsonb(now());
    elsif p_type = 'text' then
        -- The words the policies compare with.
        return query select to_jsonb(m[1]) from regexp_matches(p_policies, '''([a-z_0-9]+)''', 'g') m;
    elsif p_type = 'uuid' and p_column ~ 'site' then
        return query select to_jsonb(s.id) from public.site s where s.org_id = (select org_id from probe.house);
    elsif p_type = 'uuid' and p_column ~ '(_by|staff_id|owner_id|from_id|to_id|lead_id|supervisor_id)$' then
        return query select to_jsonb(s.id) from public.staff_member s
                     where s.org_id = (select org_id from probe.house)
                       and s.display_name in ('worker', 'supervisor', 'safeguarding_lead', 'south_supervisor');
    elsif p_type = 'uuid' and p_column ~ '(person|kept_id|merged_id)' then
        return query select to_jsonb(p.id) from public.person p where p.org_id = (select org_id from probe.house) limit 6;
    elsif p_type = 'uuid' then
        return query execute format('select to_jsonb(v) from (select distinct %I from %s limit 6) d (v) where v is not null',
                                    p_column, p_table);
    end if;
end $$;

do $$
declare
    t record;
    c record;
    k record;
begin
    for t in select r.oid::regclass as name, r.oid from pg_class r join pg_namespace n on n.oid = r.relnamespace
             where n.nspname in ('public', 'sdc') and r.relkind = 'r' and not r.relispartition
               and exists (select from pg_policy p where p.polrelid = r.oid) loop
        for k in select conname from pg_constraint where conrelid = t.oid and coninhcount = 0 loop
            execute format('alter table %s drop constraint if exists %I cascade', t.name, k.conname);
        end loop;
        for k in select indexrelid::regclass as name from pg_index where indrelid = t.oid and indisunique loop
            execute format('drop index %s', k.name);
        end loop;
        execute format('alter table %s disable trigger user', t.name);
    end loop;
    for t in select r.oid::regclass as name, r.oid,
                    string_agg(concat(pg_get_expr(p.polqual, r.oid), ' ', pg_get_expr(p.polwithcheck, r.oid)), ' ') as policies
             from pg_class r join pg_namespace n on n.oid = r.relnamespace join pg_policy p on p.polrelid = r.oid
             where n.nspname in ('public', 'sdc') and r.relkind = 'r' and not r.relispartition
               and exists (select from pg_attribute a where a.attrelid = r.oid and a.attname = 'org_id')
               -- Who may do what, and where.
               and r.relname not in ('role_grant', 'assignment', 'staff_member', 'absence_cover', 'break_glass', 'organisation',
                                     'site', 'programme', 'person', 'enrolment')
             group by r.oid loop
        execute format('create temporary table base as
                        select to_jsonb(b) as shape from (select b.* from %s b where b.org_id = (select org_id from probe.house)
                                                          order by b::text limit 3) b', t.name);
        for c in select a.attname as name, format_type(a.atttypid, null) as kind, a.attnotnull as needed
                 from pg_attribute a
                 where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attname not in ('org_id', 'id')
                   and t.policies ~ ('\m' || a.attname || '\M') loop
            execute format('insert into %1$s
                            select (jsonb_populate_record(null::%1$s, b.shape || jsonb_build_object(%2$L, v.value)
                                    || case when b.shape ? ''id'' then jsonb_build_object(''id'', gen_random_uuid()) else ''{}'' end)).*
                            from base b
                            cross join (select x.value from probe.candidates(%1$L, %2$L, %3$L, %4$L) x (value)
                                        union select ''null''::jsonb where not %5$L::boolean) v
                            where b.shape -> %2$L is distinct from v.value', t.name, c.name, c.kind, t.policies, c.needed);
        end loop;
        drop table base;
    end loop;
end $$;

-- And the same row of another house, where a policy asks for the house beside an id that is anybody's.
do $$
declare
    t record;
begin
    for t in select distinct p.polrelid::regclass as name from pg_policy p
             where pg_get_expr(p.polqual, p.polrelid) ~ 'access\.org\(\)' 
               and p.polrelid::regclass::text not in ('audit_event', 'organisation', 'idempotency_key') loop
        execute format('insert into %1$s
                        select (jsonb_populate_record(null::%1$s, to_jsonb(b) || jsonb_build_object(''org_id'', o.org_id))).*
                        from %1$s b
                        cross join (select org_id from public.organisation
                                    where org_id <> (select org_id from probe.house) order by org_id limit 1) o
                        where b.org_id = (select org_id from probe.house)', t.name);
    end loop;
end $$;
