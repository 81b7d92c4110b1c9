-- The wall around intake: policies and privileges of its tables, rebuilt with the rest (src/platform/db/migrate.rs).
-- A referral belongs to its site, like the person it is about until she is enrolled: a role in one programme reaches
-- none. Besides the place it is for who received it and who took the person in (access.tied_referrals).

create policy referral_in_read on referral_in for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[]) or id in (select access.tied_referrals())));
create policy referral_in_add on referral_in for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and site_id = any ((select access.work_sites())::uuid[])
                and person_id not in (select access.only_behind_glass()));
create policy referral_in_change on referral_in for update to causeway_app
    using (org_id = (select access.house())
           and (site_id in (select access.intake_sites()) or id in (select access.tied_referrals())));

create policy referral_source_read on referral_source for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[]) or recorded_by = (select access.staff())
                or person_id in (select access.taken_in())));
create policy referral_source_add on referral_source for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and site_id = any ((select access.work_sites())::uuid[])
                and person_id not in (select access.only_behind_glass()));

create policy referral_event_read on referral_event for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[]) or referral_id in (select access.tied_referrals())));
create policy referral_event_add on referral_event for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and site_id = any ((select access.work_sites())::uuid[]));

grant select, insert on referral_in, referral_source, referral_event to causeway_app;
-- Not where it belongs: person, programme and site are fixed.
grant update (mandate, urgency, reasons, agreed, received_at, contact_safety, state, moved_at, triaged_at,
              first_attempt_at, first_contact_at, ended_at, due_on, waits_until, row_version, voided_at, void_reason)
    on referral_in to causeway_app;
-- What erasing somebody changes (access.destroy).
grant update (referrer_name_enc, created_mac) on referral_source to causeway_policy;

-- Rules concern no young person: everybody who works here reads them.
create policy eligibility_rule_read on eligibility_rule for select to causeway_app
    using (org_id = (select access.house()));
create policy eligibility_rule_add on eligibility_rule for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (select access.roles()) && array['org_admin', 'programme_manager', 'director']);

create policy eligibility_evaluation_read on eligibility_evaluation for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[]) or referral_id in (select access.tied_referrals())));
create policy eligibility_evaluation_add on eligibility_evaluation for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (site_id in (select access.intake_sites()) or referral_id in (select access.tied_referrals())));

create policy eligibility_result_read on eligibility_result for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[]) or referral_id in (select access.tied_referrals())));
create policy eligibility_result_add on eligibility_result for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (site_id in (select access.intake_sites()) or referral_id in (select access.tied_referrals())));

-- For who sees the enrolment it names, by the places and assignments that show her that enrolment.
create policy eligibility_finding_read on eligibility_finding for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy eligibility_finding_add on eligibility_finding for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (select cardinality(access.work_sites())) > 0
                and (site_id = any ((select access.c2_sites())::uuid[])
                     or programme_id = any ((select access.c2_programmes())::uuid[])
                     or enrolment_id in (select access.visible_enrolments())));

create policy eligibility_override_read on eligibility_override for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[]) or referral_id in (select access.tied_referrals())));
create policy eligibility_override_ask on eligibility_override for insert to causeway_app
    with check (org_id = (select access.house()) and asked_by = (select access.staff()) and state = 'asked'
                and (site_id in (select access.intake_sites()) or referral_id in (select access.tied_referrals())));
-- Nobody decides about what she asked for, and nobody twice.
create policy eligibility_override_decide on eligibility_override for update to causeway_app
    using (org_id = (select access.house()) and state = 'asked' and asked_by <> (select access.staff())
           and site_id in (select access.intake_sites()))
    with check (org_id = (select access.house()) and state in ('approved', 'refused')
                and decided_by = (select access.staff()));

create policy referral_decision_read on referral_decision for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[]) or referral_id in (select access.tied_referrals())));
create policy referral_decision_add on referral_decision for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (site_id in (select access.intake_sites()) or referral_id in (select access.tied_referrals())));

grant select, insert on eligibility_rule, eligibility_evaluation, eligibility_result, eligibility_finding,
    eligibility_override, referral_decision to causeway_app;
grant update (state, decided_by, decided_at, row_version) on eligibility_override to causeway_app;

-- How many places there are concerns no young person: everybody who works here reads it.
create policy programme_capacity_read on programme_capacity for select to causeway_app
    using (org_id = (select access.house()));
create policy programme_capacity_add on programme_capacity for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (select access.roles()) && array['org_admin', 'programme_manager', 'director']);

create policy place_offer_read on place_offer for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[]) or referral_id in (select access.tied_referrals())));
-- A place is the site's to give.
create policy place_offer_add on place_offer for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and site_id in (select access.intake_sites()));

create policy waiting_entry_read on waiting_entry for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[]) or referral_id in (select access.tied_referrals())));
create policy waiting_entry_add on waiting_entry for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (site_id in (select access.intake_sites()) or referral_id in (select access.tied_referrals())));

grant select, insert on programme_capacity, place_offer, waiting_entry to causeway_app;

-- Places left for this person in a programme at a site; null where nobody set a limit. Open enrolments take one each,
-- and so does an offer until it is answered with no, or a yes until it is an enrolment; what she holds herself does not
-- count, nor what somebody who was erased did. Looks behind the wall: a place somebody else took is taken, whoever may
-- see her. Two who ask at once are let in one after the other: the lock is held to the end of the transaction, and each
-- statement here sees what was committed before it.
create function access.free_places(p_programme uuid, p_site uuid, p_person uuid) returns integer
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_org uuid := access.house();
    v_places integer;
begin
    perform pg_advisory_xact_lock(hashtextextended('places ' || v_org || ' ' || p_programme || ' ' || p_site, 0));
    select c.places into v_places from public.programme_capacity c
    where c.org_id = v_org and c.programme_id = p_programme and c.site_id = p_site
    order by c.version desc
    limit 1;
    if v_places is null then
        return null;
    end if;
    return v_places
        - (select count(*)::integer
           from public.enrolment e join public.person p on p.org_id = e.org_id and p.id = e.person_id
           where e.org_id = v_org and e.programme_id = p_programme and e.site_id = p_site
             and e.exited_on is null and e.voided_at is null and p.erased_at is null)
        - (select count(*)::integer
           from public.referral_in r join public.person p on p.org_id = r.org_id and p.id = r.person_id
           where r.org_id = v_org and r.programme_id = p_programme and r.site_id = p_site
             and r.state in ('offered', 'accepted') and r.voided_at is null and p.erased_at is null
             and p.id <> p_person);
end $$;
alter function access.free_places(uuid, uuid, uuid) owner to causeway_policy;
revoke all on function access.free_places(uuid, uuid, uuid) from public;
grant execute on function access.free_places(uuid, uuid, uuid) to causeway_app;
