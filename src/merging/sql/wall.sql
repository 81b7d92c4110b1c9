-- The wall around two records that were found to be one person: part of the replaceable set (src/platform/db/migrate.rs).
-- A merge is for whoever may open both files; once it was carried out, for whoever may open the one that stays. What it
-- moves lies behind every wall there is, so it is moved here, for a merge the caller has just decided and for no other.

create policy person_merge_read on person_merge for select to causeway_app
    using (org_id = (select access.house())
           and (kept_site_id = any ((select access.c3_sites())::uuid[]) or kept_id in (select access.c3_people()))
           and (state = 'confirmed' or undone_by = (select access.staff())
                or merged_site_id = any ((select access.c3_sites())::uuid[])
                or merged_id in (select access.c3_people())));
create policy person_merge_ask on person_merge for insert to causeway_app
    with check (org_id = (select access.house()) and asked_by = (select access.staff()) and state = 'asked'
                and (kept_site_id = any ((select access.c3_sites())::uuid[]) or kept_id in (select access.c3_people()))
                and (merged_site_id = any ((select access.c3_sites())::uuid[])
                     or merged_id in (select access.c3_people())));
-- Decided by those who watch over both, or taken back by who asked; undone by those who watch over the one that stays.
create policy person_merge_decide on person_merge for update to causeway_app
    using (org_id = (select access.house())
           and ((state = 'asked' and asked_by = (select access.staff()))
                or (state in ('asked', 'confirmed')
                    and (kept_site_id = any ((select access.c3_sites())::uuid[])
                         or kept_id in (select access.watched_people()))
                    and (state = 'confirmed' or merged_site_id = any ((select access.c3_sites())::uuid[])
                         or merged_id in (select access.watched_people())))))
    with check (org_id = (select access.house())
                and ((state in ('refused', 'confirmed') and decided_by = (select access.staff()))
                     or (state = 'undone' and undone_by = (select access.staff()))));
-- That a row behind some wall was moved is nobody's to read.
create policy person_merge_row_none on person_merge_row using (false);

grant select, insert on person_merge to causeway_app;
grant update (state, decided_by, decided_at, undone_by, undone_at, undo_reason, row_version) on person_merge
    to causeway_app;
grant update (made_restricted) on person_merge to causeway_policy;
grant insert on person_merge_row to causeway_policy;
-- What a merge changes: whose a row is, where it is copied from, and what is sealed in it anew.
grant update (voided_at, void_reason, display_mode) on person to causeway_policy;
grant update (person_id, site_id) on capacity_assessment, conflict_declaration, consent, contact_method, disclosure,
    guardian_path, identifier, person_needs, person_relationship to causeway_policy;
grant update (person_id) on assignment, case_plan, case_plan_approval, case_plan_review, cohort_member, contact_attempt,
    enrolment, enrolment_restricted, exit_record, followup_contact, followup_due, followup_safety, goal, goal_review,
    hand_over_line, intake_answer, outcome_observation, participation, plan, plan_action, referral_in, referral_out, referral_source,
    roll_line, safeguarding_concern, session_note, task to causeway_policy;
grant update (other_person_id, other_site_id) on person_relationship to causeway_policy;
grant update (person_id, person_site_id) on incident_party to causeway_policy;
grant update (person_a, person_b, site_a, site_b) on keep_apart, possible_duplicate to causeway_policy;

-- Every column that says whose a row is, and moves with her: its table and column, the table's key beside `org_id`, the
-- column her home site is copied into, what is sealed with her key, and the rows it goes back with when it is younger than
-- the merge (column and table). `shown` groups what a preview counts; what has none is not counted: a count of it would
-- tell of a wall. Pairs (keep_apart, possible_duplicate) are moved apart from these. A test holds this against every table.
create function access.merge_sources()
    returns table (source text, part text, key text, site text, sealed text[], hangs_on text[], shown text)
    language sql immutable set search_path = pg_catalog, pg_temp as $$
    values
    ('enrolment', 'person_id', 'id', null, '{}'::text[],
        '{previous_enrolment_id:enrolment,referral_id:referral_in}'::text[], 'enrolments'),
    ('assignment', 'person_id', 'id', null, '{}', '{enrolment_id:enrolment}', null),
    ('capacity_assessment', 'person_id', 'id', 'site_id', '{narrative_enc}', '{}', null),
    ('case_plan', 'person_id', 'id', null, '{}', '{enrolment_id:enrolment}', 'plans'),
    ('case_plan_approval', 'person_id', 'plan_id', null, '{}', '{enrolment_id:enrolment}', null),
    ('case_plan_review', 'person_id', 'id', null, '{}', '{enrolment_id:enrolment}', null),
    ('cohort_member', 'person_id', 'id', null, '{}', '{enrolment_id:enrolment}', null),
    ('conflict_declaration', 'person_id', 'id', 'site_id', '{}', '{}', null),
    ('consent', 'person_id', 'id', 'site_id', '{}', '{capacity_id:capacity_assessment}', 'consents'),
    ('contact_attempt', 'person_id', 'id', null, '{}', '{enrolment_id:enrolment}', 'contact_attempts'),
    ('contact_method', 'person_id', 'id', 'site_id', '{value_enc,only_when_enc,who_may_answer_enc}', '{}', 'contacts'),
    ('disclosure', 'person_id', 'id', 'site_id', '{recipient_enc}', '{consent_id:consent}', 'disclosures'),
    ('enrolment_restricted', 'person_id', 'event_id', null, '{true_reason_enc}', '{enrolment_id:enrolment}', null),
    ('exit_record', 'person_id', 'event_id', null, '{}', '{enrolment_id:enrolment}', null),
    ('followup_due', 'person_id', 'id', null, '{}', '{enrolment_id:enrolment}', null),
    ('followup_contact', 'person_id', 'id', null, '{}', '{enrolment_id:enrolment}', null),
    ('followup_safety', 'person_id', 'id', null, '{}', '{enrolment_id:enrolment}', null),
    ('goal', 'person_id', 'id', null, '{words_enc}', '{enrolment_id:enrolment}', null),
    ('goal_review', 'person_id', 'review_id', null, '{}', '{enrolment_id:enrolment}', null),
    ('guardian_path', 'person_id', 'id', 'site_id', '{}', '{}', null),
    ('hand_over_line', 'person_id', 'id', null, '{note_enc}', '{enrolment_id:enrolment}', null),
    ('identifier', 'person_id', 'id', 'site_id', '{number_enc}', '{}', 'identifiers'),
    ('incident_party', 'person_id', 'id', 'person_site_id', '{}', '{}', null),
    ('intake_answer', 'person_id', 'id', null, '{value_enc}', '{enrolment_id:enrolment}', null),
    ('outcome_observation', 'person_id', 'id', null, '{}', '{enrolment_id:enrolment}', null),
    ('participation', 'person_id', 'id', null, '{}', '{enrolment_id:enrolment}', 'sessions'),
    ('person_needs', 'person_id', 'person_id', 'site_id', '{medical_needs_enc,emergency_contact_enc}', '{}', null),
    ('person_relationship', 'person_id', 'id', 'site_id', '{other_label_enc}', '{}', 'relationships'),
    ('person_relationship', 'other_person_id', 'id', 'other_site_id', '{}', '{}', null),
    ('plan', 'person_id', 'id', null, '{}', '{enrolment_id:enrolment}', null),
    ('plan_action', 'person_id', 'id', null, '{what_enc}', '{enrolment_id:enrolment}', null),
    ('referral_in', 'person_id', 'id', null, '{}', '{}', 'referrals'),
    ('referral_out', 'person_id', 'id', null, '{}', '{enrolment_id:enrolment,disclosure_id:disclosure}',
        'referrals_out'),
    ('referral_source', 'person_id', 'id', null, '{referrer_name_enc}', '{referral_id:referral_in}', null),
    ('roll_line', 'person_id', 'id', null, '{}', '{enrolment_id:enrolment}', null),
    ('safeguarding_concern', 'person_id', 'id', null, '{}', '{}', null),
    ('session_note', 'person_id', 'id', null, '{body_enc}', '{enrolment_id:enrolment}', 'notes'),
    ('sync_conflict', 'person_id', 'id', null, '{}', '{}', null),
    ('sync_op', 'person_id', 'id', null, '{}', '{}', null),
    ('task', 'person_id', 'id', null, '{}', '{enrolment_id:enrolment,referral_id:referral_in}', null) $$;

-- May the caller open both of these files, neither of them merged away?
create function access.may_merge(p_kept uuid, p_merged uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (select count(*) = 2 from public.person p
            where p.org_id = access.house() and p.id in (p_kept, p_merged) and p.voided_at is null
              and (p.home_site_id = any (access.c3_sites()) or p.id in (select access.c3_people())));
end $$;

-- How much would move, by what a reader of both files can count herself.
create function access.merge_counts(p_kept uuid, p_merged uuid) returns table (what text, found bigint)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    s record;
begin
    if not access.may_merge(p_kept, p_merged) then
        return;
    end if;
    for s in select * from access.merge_sources() m where m.shown is not null order by m.shown loop
        return query execute format('select %L::text, count(*) from public.%I t where t.org_id = $1 and t.%I = $2',
                                    s.shown, s.source, s.part)
            using access.house(), p_merged;
    end loop;
end $$;

-- What stands in the way. One word for everything that names the two side by side, so that it says of none of them that it
-- is there: kept apart, related, in one session or on one roll, in one incident.
create function access.merge_obstacles(p_kept uuid, p_merged uuid) returns setof text
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_org uuid := access.house();
begin
    if not access.may_merge(p_kept, p_merged) then
        return;
    end if;
    if exists (select from public.person p
               where p.org_id = v_org and p.id in (p_kept, p_merged) and p.erased_at is not null) then
        return next 'erased';
    end if;
    if exists (select from public.erasure e
               where e.org_id = v_org and e.person_id in (p_kept, p_merged) and e.state = 'asked'
                 and e.voided_at is null) then
        return next 'erasure_asked';
    end if;
    if exists (select from public.enrolment a
               join public.enrolment b on b.org_id = a.org_id and b.programme_id = a.programme_id
                    and b.person_id = p_merged and b.exited_on is null and b.voided_at is null
               where a.org_id = v_org and a.person_id = p_kept and a.exited_on is null and a.voided_at is null) then
        return next 'same_programme';
    end if;
    if exists (select from public.referral_in a
               join public.referral_in b on b.org_id = a.org_id and b.programme_id = a.programme_id
                    and b.person_id = p_merged and b.ended_at is null and b.voided_at is null
               where a.org_id = v_org and a.person_id = p_kept and a.ended_at is null and a.voided_at is null) then
        return next 'same_referral';
    end if;
    if exists (select from public.keep_apart k
               where k.org_id = v_org and k.person_a = least(p_kept, p_merged)
                 and k.person_b = greatest(p_kept, p_merged) and k.voided_at is null)
       or exists (select from public.person_relationship r
                  where r.org_id = v_org and r.voided_at is null
                    and (r.person_id, r.other_person_id) in ((p_kept, p_merged), (p_merged, p_kept)))
       or exists (select from public.participation a
                  join public.participation b on b.org_id = a.org_id and b.session_id = a.session_id
                       and b.person_id = p_merged
                  where a.org_id = v_org and a.person_id = p_kept)
       or exists (select from public.roll_line a
                  join public.roll_line b on b.org_id = a.org_id and b.session_id = a.session_id
                       and b.person_id = p_merged and b.voided_at is null
                  where a.org_id = v_org and a.person_id = p_kept and a.voided_at is null)
       or exists (select from public.incident_party a
                  join public.incident_party b on b.org_id = a.org_id and b.incident_id = a.incident_id
                       and b.person_id = p_merged and b.voided_at is null
                  where a.org_id = v_org and a.person_id = p_kept and a.voided_at is null) then
        return next 'named_together';
    end if;
    if exists (select from public.person_needs k where k.org_id = v_org and k.person_id = p_kept)
       and exists (select from public.person_needs m
                   where m.org_id = v_org and m.person_id = p_merged
                     and num_nonnulls(m.medical_needs_enc, m.emergency_contact_enc, m.preferred_staff_id) > 0) then
        return next 'both_have_needs';
    end if;
    if (select count(distinct last.closed) > 1
        from unnest(array[p_kept, p_merged]) as of (person)
        cross join lateral (select g.closed from public.guardian_path g
                            where g.org_id = v_org and g.person_id = of.person
                            order by g.recorded_at desc, g.id desc limit 1) last) then
        return next 'guardian_path_differs';
    end if;
end $$;

-- The merge the caller has decided, or undone, in this transaction; nobody's otherwise.
create function access.merge_in_hand(p_merge uuid, p_back boolean) returns public.person_merge
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_merge public.person_merge;
begin
    select * into v_merge from public.person_merge m
    where m.org_id = access.house() and m.id = p_merge and m.voided_at is null
      and m.xmin = pg_current_xact_id()::xid
      and case when p_back then m.state = 'undone' and m.undone_by = access.staff()
               else m.state = 'confirmed' and m.decided_by = access.staff() end;
    if not found then
        raise exception 'row-level security: no merge to carry out' using errcode = '42501';
    end if;
    return v_merge;
end $$;

-- Marks what moves, both records locked; and for taking it back also what has come since and hangs on something that
-- moved.
create function access.merge_mark(p_merge uuid, p_back boolean) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    m public.person_merge := access.merge_in_hand(p_merge, p_back);
    s record;
    v_found bigint;
    v_more boolean := true;
begin
    perform from public.person p where p.org_id = m.org_id and p.id in (m.kept_id, m.merged_id)
    order by p.id for update;
    if not p_back then
        for s in select * from access.merge_sources() loop
            -- What she needs is one row: an empty one stays where the other has said something.
            continue when s.source = 'person_needs'
                and exists (select from public.person_needs n where n.org_id = m.org_id and n.person_id = m.kept_id);
            execute format(
                'insert into public.person_merge_row (org_id, merge_id, source, part, row_id, site_before, recorded_at)
                 select distinct t.org_id, $1, %L, %L, t.%I, %s, access.now() from public.%I t
                 where t.org_id = $2 and t.%I = $3',
                s.source, s.part, s.key, case when s.site is null then 'null::uuid' else format('t.%I', s.site) end,
                s.source, s.part)
                using m.id, m.org_id, m.merged_id;
        end loop;
        -- A pair that the kept record has with the same third one too stays; so does one of these two.
        for s in select unnest(array['keep_apart', 'possible_duplicate']) as source loop
            execute format(
                'insert into public.person_merge_row (org_id, merge_id, source, part, row_id, site_before, recorded_at)
                 select k.org_id, $1, %L, ''pair'', k.id, case when k.person_a = $3 then k.site_a else k.site_b end,
                        access.now()
                 from public.%I k cross join lateral (
                     select case when k.person_a = $3 then k.person_b else k.person_a end as id) other
                 where k.org_id = $2 and $3 in (k.person_a, k.person_b) and other.id <> $4
                   and not exists (select from public.%I o
                                   where o.org_id = $2 and o.person_a = least($4, other.id)
                                     and o.person_b = greatest($4, other.id)
                                     and (%L or (o.voided_at is null and k.voided_at is null)))',
                s.source, s.source, s.source, s.source = 'possible_duplicate')
                using m.id, m.org_id, m.merged_id, m.kept_id;
        end loop;
        return;
    end if;
    while v_more loop
        v_more := false;
        for s in select o.*, split_part(h.hanging, ':', 1) as by_column, split_part(h.hanging, ':', 2) as parent
                 from access.merge_sources() o cross join lateral unnest(o.hangs_on) as h (hanging) loop
            execute format(
                'insert into public.person_merge_row (org_id, merge_id, source, part, row_id, site_before, recorded_at)
                 select distinct t.org_id, $1, %L, %L, t.%I, %s, access.now() from public.%I t
                 where t.org_id = $2 and t.%I = $3
                   and t.%I in (select r.row_id from public.person_merge_row r
                                where r.org_id = $2 and r.merge_id = $1 and r.source = %L)
                 on conflict do nothing',
                s.source, s.part, s.key, case when s.site is null then 'null::uuid' else '$4' end, s.source, s.part,
                s.by_column, s.parent)
                using m.id, m.org_id, m.kept_id, m.merged_site_id;
            get diagnostics v_found = row_count;
            v_more := v_more or v_found > 0;
        end loop;
    end loop;
end $$;

-- What is sealed in the rows that move, by table, column and row, and the wrapped keys of both.
create function access.merge_sealed(p_merge uuid, p_back boolean)
    returns table (source text, part text, row_id uuid, sealed bytea)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    m public.person_merge := access.merge_in_hand(p_merge, p_back);
    v_from uuid := case when p_back then m.kept_id else m.merged_id end;
    s record;
begin
    for s in select o.*, c.col from access.merge_sources() o cross join lateral unnest(o.sealed) as c (col) loop
        return query execute format(
            'select %L::text, %L::text, t.%I, t.%I from public.%I t
             join public.person_merge_row r on r.org_id = t.org_id and r.merge_id = $1 and r.source = %L and r.part = %L
                  and (r.row_id = t.%I or %L)
             where t.org_id = $2 and t.%I = $3 and t.%I <> ''''::bytea',
            s.source, s.col, s.key, s.col, s.source, s.source, s.part, s.key, s.key = s.part, s.part, s.col)
            using m.id, m.org_id, v_from;
    end loop;
end $$;
create function access.merge_keys(p_merge uuid, p_back boolean) returns table (kept bytea, merged bytea)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    m public.person_merge := access.merge_in_hand(p_merge, p_back);
begin
    return query
    select (select k.wrapped from public.person_key k where k.org_id = m.org_id and k.person_id = m.kept_id),
           (select k.wrapped from public.person_key k where k.org_id = m.org_id and k.person_id = m.merged_id);
end $$;

-- Moves what was marked, with what is sealed in it sealed anew: all of it, or nothing.
create function access.merge_move(p_merge uuid, p_back boolean, p_sources text[], p_parts text[], p_rows uuid[],
                                  p_sealed bytea[]) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    m public.person_merge := access.merge_in_hand(p_merge, p_back);
    v_from uuid := case when p_back then m.kept_id else m.merged_id end;
    v_to uuid := case when p_back then m.merged_id else m.kept_id end;
    v_site text := case when p_back then 'r.site_before' else '$5' end;
    v_sealed bigint := (select count(*) from access.merge_sealed(p_merge, p_back));
    v_written bigint := 0;
    v_found bigint;
    s record;
begin
    for s in select o.*, c.col from access.merge_sources() o cross join lateral unnest(o.sealed) as c (col) loop
        execute format('update public.%I t set %I = u.sealed
                        from unnest($1, $2, $3, $4) as u (source, part, row_id, sealed)
                        where u.source = %L and u.part = %L and t.org_id = $5 and t.%I = u.row_id and t.%I = $6',
                       s.source, s.col, s.source, s.col, s.key, s.part)
            using p_sources, p_parts, p_rows, p_sealed, m.org_id, v_from;
        get diagnostics v_found = row_count;
        v_written := v_written + v_found;
    end loop;
    if v_written <> v_sealed or v_written <> cardinality(p_sealed) then
        raise exception 'a merge must seal anew what it moves' using errcode = '40001';
    end if;
    -- Rows that point at each other and at her: looked at when all have moved.
    set constraints all deferred;
    for s in select * from access.merge_sources() loop
        execute format('update public.%I t set %I = $3 %s from public.person_merge_row r
                        where r.org_id = $2 and r.merge_id = $1 and r.source = %L and r.part = %L
                          and t.org_id = $2 and t.%I = $4 and (t.%I = r.row_id or %L)',
                       s.source, s.part, case when s.site is null then '' else format(', %I = %s', s.site, v_site) end,
                       s.source, s.part, s.part, s.key, s.key = s.part)
            using m.id, m.org_id, v_to, v_from, m.kept_site_id;
    end loop;
    for s in select unnest(array['keep_apart', 'possible_duplicate']) as source loop
        execute format(
            'update public.%I k
             set person_a = least($3, w.other), person_b = greatest($3, w.other),
                 site_a = case when $3 < w.other then w.site else w.other_site end,
                 site_b = case when $3 < w.other then w.other_site else w.site end
             from (select r.row_id, coalesce($5, r.site_before) as site,
                          case when o.person_a = $4 then o.person_b else o.person_a end as other,
                          case when o.person_a = $4 then o.site_b else o.site_a end as other_site
                   from public.person_merge_row r join public.%I o on o.org_id = r.org_id and o.id = r.row_id
                   where r.org_id = $2 and r.merge_id = $1 and r.source = %L and $4 in (o.person_a, o.person_b)) w
             where k.org_id = $2 and k.id = w.row_id',
            s.source, s.source, s.source)
            using m.id, m.org_id, v_to, v_from, case when not p_back then m.kept_site_id end;
    end loop;
    set constraints all immediate;
    -- The quieter rules hold when either record had them.
    if p_back then
        update public.person set voided_at = null, void_reason = null where org_id = m.org_id and id = m.merged_id;
        update public.person set display_mode = 'normal'
        where org_id = m.org_id and id = m.kept_id and m.made_restricted;
    else
        update public.person_merge o set made_restricted = true
        where o.org_id = m.org_id and o.id = m.id
          and exists (select from public.person p
                      where p.org_id = m.org_id and p.id = m.merged_id and p.display_mode = 'restricted')
          and exists (select from public.person p
                      where p.org_id = m.org_id and p.id = m.kept_id and p.display_mode = 'normal');
        if found then
            update public.person set display_mode = 'restricted' where org_id = m.org_id and id = m.kept_id;
        end if;
        update public.person set voided_at = access.now(), void_reason = 'duplicate'
        where org_id = m.org_id and id = m.merged_id;
    end if;
end $$;

-- Into which record this one was merged, along the whole way; null: into none.
create function access.kept_instead(p_person uuid) returns uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (
        with recursive way as (
            select m.kept_id, 1 as steps from public.person_merge m
            where m.org_id = access.house() and m.merged_id = p_person and m.state = 'confirmed' and m.voided_at is null
            union all
            select m.kept_id, w.steps + 1 from way w
            join public.person_merge m on m.org_id = access.house() and m.merged_id = w.kept_id
                 and m.state = 'confirmed' and m.voided_at is null)
        select w.kept_id from way w order by w.steps desc limit 1);
end $$;

-- The records that were merged into this one, along the whole way.
create function access.merged_away(p_person uuid) returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
        with recursive way as (
            select m.merged_id from public.person_merge m
            where m.org_id = access.house() and m.kept_id = p_person and m.state = 'confirmed' and m.voided_at is null
            union all
            select m.merged_id from way w
            join public.person_merge m on m.org_id = access.house() and m.kept_id = w.merged_id
                 and m.state = 'confirmed' and m.voided_at is null)
        select w.merged_id from way w;
end $$;

-- Every record that was merged, with each record it leads to along the way: for who drafts and decides releases, so that
-- nobody is counted twice in her life, nor spends twice what one may.
create function access.merged_records() returns table (kept_id uuid, merged_id uuid)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not access.roles() && array['mel_officer', 'data_protection_officer'] then
        return;
    end if;
    return query
        with recursive way as (
            select m.kept_id, m.merged_id from public.person_merge m
            where m.org_id = access.house() and m.state = 'confirmed' and m.voided_at is null
            union all
            select m.kept_id, w.merged_id from way w
            join public.person_merge m on m.org_id = access.house() and m.merged_id = w.kept_id
                 and m.state = 'confirmed' and m.voided_at is null)
        select w.kept_id, w.merged_id from way w;
end $$;

do $$
declare
    f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access'
               and p.proname in ('merge_sources', 'may_merge', 'merge_counts', 'merge_obstacles', 'merge_in_hand',
                                 'merge_mark', 'merge_sealed', 'merge_keys', 'merge_move', 'kept_instead', 'merged_away',
                                 'merged_records')
    loop
        execute format('revoke all on function %s from public', f);
        execute format('alter function %s owner to causeway_policy', f);
        execute format('grant execute on function %s to causeway_app', f);
    end loop;
end
$$;
