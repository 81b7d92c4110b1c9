-- The wall around who somebody is to whom: part of the replaceable set (src/platform/db/migrate.rs). It is for whoever opens
-- who she is; one to somebody who has a record here too, only for who may know of that record.

create policy person_relationship_read on person_relationship for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())
                or person_id = any ((select access.glass())::uuid[]))
           and (other_person_id is null or other_site_id = any ((select access.c2_sites())::uuid[])
                or other_person_id in (select access.visible_people())));
create policy person_relationship_add on person_relationship for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));
create policy person_relationship_change on person_relationship for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people()))
           and (other_person_id is null or other_site_id = any ((select access.c2_sites())::uuid[])
                or other_person_id in (select access.visible_people())));

grant select, insert on person_relationship to causeway_app;
-- Not who is meant: one that was wrong is voided.
grant update (legal_guardian, lives_with, guardian_unsafe, partner_unsafe, valid_to, row_version, voided_at, void_reason)
    on person_relationship to causeway_app;
-- What erasing somebody changes (access.destroy).
grant update (other_label_enc, created_mac, row_version) on person_relationship to causeway_policy;

-- Do guardians not answer for her on this day, because one of them or her partner is not safe? Looks behind the wall: the rule
-- of consent holds whoever asks, and the answer does not say who it is.
create function access.guardian_path_off(p_person uuid, p_day date) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return exists (
        select from public.person_relationship r
        where r.org_id = access.house() and r.person_id = p_person and r.voided_at is null
          and (r.guardian_unsafe or r.partner_unsafe) and (r.valid_to is null or r.valid_to >= p_day));
end $$;
alter function access.guardian_path_off(uuid, date) owner to causeway_policy;
revoke all on function access.guardian_path_off(uuid, date) from public;
grant execute on function access.guardian_path_off(uuid, date) to causeway_app;
