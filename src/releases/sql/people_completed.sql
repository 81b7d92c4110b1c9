-- Whom a release of `completed` of the year from $3 to $4 counts: everyone whose first enrolment to end with a reason of
-- $5 ended in it, and everyone whose ended in an earlier year that is released already (recorded too late for it).
-- Nobody twice in a lifetime, nor as the record that hers was merged into. A leaving that was taken back ended nothing.
with first_completion as (
    select distinct on (e.person_id) e.person_id, e.exited_on, e.site_id, e.strand
    from enrolment e
    join enrolment_event v on v.org_id = e.org_id and v.enrolment_id = e.id and v.occurred_on = e.exited_on
                          and v.to_status = 'exited' and v.voided_at is null and v.reason = any ($5)
                          and not exists (select from enrolment_event u
                                          where u.org_id = v.org_id and u.undoes = v.id)
    where e.org_id = $1 and e.voided_at is null and e.exited_on <= $4
    order by e.person_id, e.exited_on, e.id
)
select p.id, p.age_on_entry, p.gender_identity, s.region, f.strand
from first_completion f
join person p on p.org_id = $1 and p.id = f.person_id and p.voided_at is null
join site s on s.org_id = $1 and s.id = f.site_id
where (f.exited_on >= $3
       or extract(year from f.exited_on)::integer in (
           select r.period::integer from sdc.release r
           where r.org_id = $1 and r.indicator = $2 and r.state = 'published'))
  and p.id not in (select c.person_id from sdc.counted c where c.org_id = $1 and c.indicator = $2)
  and p.id not in (select m.kept_id from access.merged_records() m
                   join sdc.counted c on c.org_id = $1 and c.indicator = $2 and c.person_id = m.merged_id)
