-- Takes the next mail that is due for sender $1, until $3. The address and language are the account's of this moment.
update auth.mail m
set locked_by = $1, locked_until = $3, attempts = m.attempts + 1
from (select d.id, a.email, a.language
      from auth.mail d left join auth.account a on a.id = d.account_id and a.disabled_at is null
      where d.sent_at is null and d.dropped_at is null and d.dead_at is null and d.next_at <= $2
        and (d.locked_until is null or d.locked_until <= $2)
      order by d.next_at, d.id limit 1
      for update of d skip locked) due
where m.id = due.id
returning m.id, m.template, m.attempts, m.recorded_at, coalesce(m.language, due.language, 'en') as language, due.email,
          m.wrapped_key, m.content_enc, coalesce(m.useful_until <= $2, false) as too_late
