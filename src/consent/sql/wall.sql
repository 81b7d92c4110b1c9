-- The wall around what consent rests on: part of the replaceable set (src/platform/db/migrate.rs).

-- Texts concern no young person: everybody who works here reads them. Written by one, approved by another.
create policy consent_text_read on consent_text for select to causeway_app
    using (org_id = (select access.house()));
create policy consent_text_add on consent_text for insert to causeway_app
    with check (org_id = (select access.house()) and written_by = (select access.staff()) and approved_by is null
                and (select access.roles()) && array['org_admin', 'data_protection_officer', 'programme_manager', 'director']);
create policy consent_text_approve on consent_text for update to causeway_app
    using (org_id = (select access.house()) and approved_by is null
           and (select access.roles()) && array['org_admin', 'data_protection_officer', 'programme_manager', 'director'])
    with check (org_id = (select access.house()) and approved_by = (select access.staff()));

-- As her decisions are.
create policy capacity_assessment_read on capacity_assessment for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[]) or person_id in (select access.visible_people())
                or person_id = any ((select access.glass())::uuid[])));
create policy capacity_assessment_add on capacity_assessment for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.visible_people())));

-- That her own family endangers somebody is for who opens what is sealed, and for who works with her. Who asks for consent
-- learns from access.guardian_path_closed whom not to ask.
create policy guardian_path_read on guardian_path for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));
create policy guardian_path_add on guardian_path for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));

-- Is asking the parents or guardian of somebody the caller sees closed on this day, by what was said of her or because one of
-- them, or her partner, is not safe? Looks behind the wall: the rule of consent holds whoever asks, and the answer says
-- neither which of the two it is nor who.
create function access.guardian_path_closed(p_person uuid, p_day date) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_org uuid := access.house();
begin
    if not exists (select from public.person p
                   where p.org_id = v_org and p.id = p_person
                     and (p.home_site_id = any (access.c2_sites()) or p.id in (select access.visible_people()))) then
        return false;
    end if;
    return exists (select from public.person_relationship r
                   where r.org_id = v_org and r.person_id = p_person and r.voided_at is null
                     and (r.guardian_unsafe or r.partner_unsafe) and (r.valid_to is null or r.valid_to >= p_day))
        or coalesce((select g.closed from public.guardian_path g
                     where g.org_id = v_org and g.person_id = p_person
                     order by g.recorded_at desc, g.id desc
                     limit 1), false);
end $$;
alter function access.guardian_path_closed(uuid, date) owner to causeway_policy;
revoke all on function access.guardian_path_closed(uuid, date) from public;
grant execute on function access.guardian_path_closed(uuid, date) to causeway_app;

grant select, insert on consent_text, capacity_assessment, guardian_path to causeway_app;
-- The text itself is never changed: another text is another version.
grant update (approved_by, approved_at, row_version) on consent_text to causeway_app;
-- What erasing somebody changes (access.destroy).
grant update (narrative_enc, created_mac) on capacity_assessment to causeway_policy;
