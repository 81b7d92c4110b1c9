-- Numbers with this index ($2) that the caller may see, sealed: of phones, or ($3) of papers. An index is of more than one
-- number now and then, so whoever asks opens them and looks.
select m.id, m.person_id, m.value_enc as sealed
from contact_method m
where m.org_id = $1 and m.value_index = $2 and not $3 and m.voided_at is null
union all
select i.id, i.person_id, i.number_enc
from identifier i
where i.org_id = $1 and i.number_index = $2 and $3 and i.voided_at is null
order by 1 desc
limit 100
