-- $4 and $5: what this release costs each person, in thousandths and in hundred-millionths. The caps: disclosure.md
-- §3.2.
select exists (select from sdc.counted c
               where c.org_id = $1 and c.indicator = $3 and c.person_id = any ($2)) as counted_before,
       exists (select from sdc.budget b
               where b.org_id = $1 and b.person_id = any ($2)
                 and (b.epsilon + $4::integer / 1000.0 > 6 or b.delta + $5::integer / 100000000.0 > 0.002))
       or $4::integer / 1000.0 > 6 or $5::integer / 100000000.0 > 0.002 as over_budget
