-- A page of the log, newest first. What was in the things is nowhere in it.
select e.at, e.id, e.staff_id, m.display_name as staff_name, e.action, e.object_type, e.object_id,
       cardinality(e.shown_ids) as shown, e.fields, e.tier, e.break_glass_id, e.request_id
from audit_event e
left join staff_member m on m.org_id = e.org_id and m.id = e.staff_id
where e.org_id = $1
  and ($2::timestamptz is null or e.at >= $2)
  and ($3::timestamptz is null or e.at < $3)
  and ($4::uuid is null or e.staff_id = $4)
  and ($5::text is null or e.action = $5)
  and ($6::text is null or e.object_type = $6)
  and ($7::uuid is null or e.object_id = $7 or e.shown_ids @> array[$7])
  and ($8::timestamptz is null or (e.at, e.id) < ($8, $9))
order by e.at desc, e.id desc
limit $10
