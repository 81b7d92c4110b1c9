-- Each notice becomes one mail of its own id, in the same statement that marks it: none is told twice.
with told as (
    update auth.notice n set sent_at = $1
    where n.id in (select u.id from auth.notice u where u.sent_at is null order by u.recorded_at limit 500
                   for update skip locked)
    returning n.id, n.account_id, n.kind
)
insert into auth.mail (id, account_id, template, recorded_at, next_at)
select t.id, t.account_id, case t.kind when 'password_changed' then 'password_changed' else 'security_notice' end, $1, $1
from told t
