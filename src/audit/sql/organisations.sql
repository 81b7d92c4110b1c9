-- Everybody who has rows or seals: from one to the next along the keys, without reading the rows between.
with recursive
rows as (
    (select org_id from audit_event order by org_id limit 1)
    union all
    select (select e.org_id from audit_event e where e.org_id > r.org_id order by e.org_id limit 1)
    from rows r where r.org_id is not null
), seals as (
    (select org_id from audit_seal order by org_id limit 1)
    union all
    select (select s.org_id from audit_seal s where s.org_id > r.org_id order by s.org_id limit 1)
    from seals r where r.org_id is not null
)
select org_id from rows where org_id is not null
union
select org_id from seals where org_id is not null
order by org_id
