-- The wall around intake forms and their answers: part of the replaceable set (src/platform/db/migrate.rs).

-- What is asked concerns no young person: everybody who works here reads it. Only a draft is changed; what is published is
-- taken out of force below, and nothing else is done to it.
create policy intake_form_read on intake_form for select to causeway_app
    using (org_id = (select access.house()));
create policy intake_form_add on intake_form for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff()) and state = 'draft'
                and (select access.roles()) && array['org_admin', 'programme_manager', 'director']);
create policy intake_form_write on intake_form for update to causeway_app
    using (org_id = (select access.house()) and state = 'draft'
           and (select access.roles()) && array['org_admin', 'programme_manager', 'director'])
    with check (org_id = (select access.house()) and state in ('draft', 'published')
                and (state = 'draft' or published_by = (select access.staff())));

-- An answer is for those who open her file (C3); one of class c2 for whoever reads the enrolment.
create policy intake_answer_read on intake_answer for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])
                or (class = 'c2' and (site_id = any ((select access.c2_sites())::uuid[])
                                      or programme_id = any ((select access.c2_programmes())::uuid[])))));
create policy intake_answer_add on intake_answer for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy intake_answer_void on intake_answer for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));

grant select, insert on intake_form, intake_answer to causeway_app;
grant update (items, state, published_at, published_by, row_version) on intake_form to causeway_app;
grant update (voided_at, void_reason, row_version) on intake_answer to causeway_app;
grant update (state, retired_at, row_version) on intake_form to causeway_policy;
-- What erasing somebody blanks (access.destroy).
grant update (value_enc, created_mac, row_version) on intake_answer to causeway_policy;

-- Takes a form out of force, or gives a draft up; false when it was changed meanwhile. What it asks stays as it was.
create function access.retire_intake_form(p_form uuid, p_version integer) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not access.roles() && array['org_admin', 'programme_manager', 'director'] then
        raise exception 'row-level security: whoever may change a programme retires its form' using errcode = '42501';
    end if;
    update public.intake_form f set state = 'retired', retired_at = access.now(), row_version = f.row_version + 1
    where f.org_id = access.house() and f.id = p_form and f.row_version = p_version and f.state <> 'retired';
    return found;
end $$;
alter function access.retire_intake_form(uuid, integer) owner to causeway_policy;
revoke all on function access.retire_intake_form(uuid, integer) from public;
grant execute on function access.retire_intake_form(uuid, integer) to causeway_app;
