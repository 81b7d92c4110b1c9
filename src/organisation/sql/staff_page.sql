-- E-mails come from access.staff_accounts(), which gives them to administrators only.
select m.id, m.display_name, m.funder_id, m.ended_at, a.email, a.disabled
from staff_member m
left join access.staff_accounts() a on a.account_id = m.account_id
where m.org_id = $1 and m.voided_at is null
  and ($2::uuid is null or m.id = $2)
  and ($3::uuid is null or m.id > $3)
order by m.id
limit $4
