-- A page of the fields that two changed, the latest first, in one state ($2) or in any. $3 and $4 name the last row of the
-- page before. The wall shows those of people whose files the caller opens.
select c.id, c.person_id, c.entity, c.entity_id, c.field, c.kept, c.state, c.recorded_at, c.recorded_by,
       c.resolved_by, c.row_version, null::bytea as wrapped, null::bytea as sent_enc, null::bytea as stood_enc
from sync_conflict c
where c.org_id = $1 and c.voided_at is null and ($2::text is null or c.state = $2)
  and ($3::timestamptz is null or (c.recorded_at, c.id) < ($3, $4))
order by c.recorded_at desc, c.id desc
limit $5
