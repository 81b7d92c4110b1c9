-- Every table of ours, partitions left out: they are counted through their parent.
select format('%I.%I', n.nspname, c.relname) as name
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('public', 'auth', 'ref', 'sdc') and c.relkind in ('r', 'p') and not c.relispartition
order by 1
