-- The wall around planned dosages: part of the replaceable set. Everybody in the house sees them, as the programmes.
create policy dosage_rule_read on dosage_rule for select to causeway_app using (org_id = (select access.house()));
create policy dosage_rule_add on dosage_rule for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (select access.roles()) && array['org_admin', 'programme_manager', 'director']);
grant select, insert on dosage_rule to causeway_app;
