-- A rule that the step made room for goes with it, and what it came to for anybody. Forced on the owner where the wall
-- stands; the wall is rebuilt, forced again, right after.
alter table eligibility_rule no force row level security;
alter table eligibility_result no force row level security;
delete from eligibility_result x using eligibility_rule r
where r.org_id = x.org_id and r.id = x.rule_id and r.version = x.rule_version and r.expr = 'area_in';
delete from eligibility_rule where expr = 'area_in';
alter table ref.code no force row level security;
delete from ref.code where list = 'rule_expr' and code = 'area_in';
alter table ref.code force row level security;
alter table eligibility_rule drop constraint eligibility_rule_areas, drop column areas;
