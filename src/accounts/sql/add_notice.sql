-- Told once an hour: a row of the same kind that is younger says it already.
insert into auth.notice (id, account_id, org_id, kind, recorded_at)
select $1, $2, $3, $4, $5
where not exists (select from auth.notice n
                  where n.account_id = $2 and n.kind = $4 and n.recorded_at > $5::timestamptz - interval '1 hour')
