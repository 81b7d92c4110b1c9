-- Operations of the caller's that waited for others which all stand now, in the order of the phone.
select o.id from sync_op o
where o.org_id = $1 and o.recorded_by = $2 and o.status = 'held' and o.code = 'missing_parent' and o.voided_at is null
  and not exists (
      select from unnest(o.waits_for) w (id)
      where not exists (select from sync_op p where p.org_id = o.org_id and p.id = w.id
                          and p.status in ('applied', 'merged', 'conflict')))
order by o.seq, o.id
limit 100
