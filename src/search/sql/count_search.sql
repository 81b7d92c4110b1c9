-- One more search of this sign-in ($2): how many in its minute and its day.
insert into auth.search_count as c (org_id, sign_in_id, minute_start, in_minute, day_start, in_day)
values ($1, $2, $3, 1, $3, 1)
on conflict (org_id, sign_in_id) do update
set minute_start = case when c.minute_start > $3 - interval '1 minute' then c.minute_start else $3 end,
    in_minute = case when c.minute_start > $3 - interval '1 minute' then c.in_minute + 1 else 1 end,
    day_start = case when c.day_start > $3 - interval '1 day' then c.day_start else $3 end,
    in_day = case when c.day_start > $3 - interval '1 day' then c.in_day + 1 else 1 end
returning minute_start, in_minute, day_start, in_day
