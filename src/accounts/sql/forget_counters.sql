-- A few of those that have nothing more to say: more than one guess can add.
delete from auth.throttle
where key in (select key from auth.throttle where forget_at < $1 order by forget_at limit 20 for update skip locked)
