-- Which of these operations stand.
select o.id from sync_op o
where o.org_id = $1 and o.id = any ($2) and o.status in ('applied', 'merged', 'conflict')
