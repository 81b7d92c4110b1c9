-- $4 and $5: what this release costs each person, in thousandths and in hundred-millionths. The caps: disclosure.md
-- §3.2. What a record spent that was merged into hers is spent by her.
with hers as (
    select p.id, p.id as record from unnest($2::uuid[]) as p (id)
    union all
    select m.kept_id, m.merged_id from access.merged_records() m where m.kept_id = any ($2)
)
select exists (select from hers h
               join sdc.counted c on c.org_id = $1 and c.indicator = $3 and c.person_id = h.record) as counted_before,
       exists (select from hers h join sdc.budget b on b.org_id = $1 and b.person_id = h.record
               group by h.id
               having sum(b.epsilon) + $4::integer / 1000.0 > 6 or sum(b.delta) + $5::integer / 100000000.0 > 0.002)
       or $4::integer / 1000.0 > 6 or $5::integer / 100000000.0 > 0.002 as over_budget
