-- Whom a release of the year from $3 to $4 counts: everyone whose first enrolment lies in it, and everyone whose first
-- enrolment lies in an earlier year that is released already (recorded too late for it). Nobody twice in a lifetime, nor
-- as the record that hers was merged into.
with first_enrolment as (
    select distinct on (e.person_id) e.person_id, e.enrolled_on, e.site_id, e.strand
    from enrolment e
    where e.org_id = $1 and e.voided_at is null and e.enrolled_on <= $4
    order by e.person_id, e.enrolled_on, e.id
)
select p.id, p.age_on_entry, p.gender_identity, s.region, f.strand
from first_enrolment f
join person p on p.org_id = $1 and p.id = f.person_id and p.voided_at is null
join site s on s.org_id = $1 and s.id = f.site_id
where (f.enrolled_on >= $3
       or extract(year from f.enrolled_on)::integer in (
           select r.period::integer from sdc.release r
           where r.org_id = $1 and r.indicator = $2 and r.state = 'published'))
  and p.id not in (select c.person_id from sdc.counted c where c.org_id = $1 and c.indicator = $2)
  and p.id not in (select m.kept_id from access.merged_records() m
                   join sdc.counted c on c.org_id = $1 and c.indicator = $2 and c.person_id = m.merged_id)
