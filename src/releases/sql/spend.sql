insert into sdc.budget (org_id, person_id, epsilon, delta)
select $1, p.id, $3::integer / 1000.0, $4::integer / 100000000.0 from unnest($2::uuid[]) as p (id)
on conflict (org_id, person_id)
do update set epsilon = budget.epsilon + excluded.epsilon, delta = budget.delta + excluded.delta
