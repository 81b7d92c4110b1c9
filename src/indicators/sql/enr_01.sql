-- code: ENR-01
-- version: 1
-- name: Referrals received
-- definition: How many times somebody asked in the period that a young person be taken in, by who asked first. The day
--   is the day at the site.
-- variants: received: count = all referrals; own_circle: count = the young person, family, friends, somebody in a
--   programme; community: count = outreach workers, community and faith groups, employers, other organisations,
--   online; services: count = schools, child protection, health, shelters, homes, hotlines; justice: count = police,
--   prosecutors, courts, probation, prisons; other: count = other public offices, lists made from data, somebody else
-- unit_of_analysis: referral
-- cohort_basis: period
-- numerator: referrals received in the period, and those of them that the named callers made first
-- denominator: none, this is a count
-- exclusions: voided referrals, and one that came within 30 days of another for the same person and programme: it is
--   the same referral
-- missing_policy: nothing can be missing, every referral says who asked
-- interval: none, this is a full count and not a sample
-- direction: neither
-- disaggregations: strand, site
-- additive: yes
-- iati_type: output
-- iati_measure: unit

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
-- Found by a day more at either end than the period has: only with the site is it known which day it was there.
with asked as (
    select r.id,
           case (select x.source from referral_source x
                 where x.org_id = r.org_id and x.referral_id = r.id
                 order by x.received_at, x.id limit 1)
               when 'self' then 'own_circle' when 'family_or_friend' then 'own_circle'
               when 'peer_participant' then 'own_circle'
               when 'outreach_worker' then 'community' when 'faith_group' then 'community'
               when 'community_leader' then 'community' when 'employer_training_provider' then 'community'
               when 'social_media_online' then 'community' when 'partner_ngo' then 'community'
               when 'school' then 'services' when 'child_protection' then 'services'
               when 'hospital_trauma' then 'services' when 'mental_health_service' then 'services'
               when 'shelter' then 'services' when 'residential_project' then 'services' when 'hotline' then 'services'
               when 'juvenile_justice' then 'justice' when 'probation_parole' then 'justice'
               when 'police' then 'justice' when 'prosecutor' then 'justice' when 'court' then 'justice'
               when 'prison_or_detention' then 'justice'
               else 'other' end as caller,
           case $7 when 'strand' then g.strand when 'site' then r.site_id::text end as part
    from referral_in r
    join site s on s.org_id = r.org_id and s.id = r.site_id
    join programme g on g.org_id = r.org_id and g.id = r.programme_id
    where r.org_id = $1 and r.voided_at is null
      and r.received_at >= ($2 - 1)::timestamp at time zone 'utc'
      and r.received_at < (least($3, $4) + 2)::timestamp at time zone 'utc'
      and (r.received_at at time zone s.time_zone)::date between $2 and least($3, $4)
      and not exists (select from referral_in b
                      where b.org_id = r.org_id and b.person_id = r.person_id and b.programme_id = r.programme_id
                        and b.voided_at is null and (b.received_at, b.id) < (r.received_at, r.id)
                        and b.received_at > r.received_at - interval '30 days')
      and ($5 is null or r.site_id = $5)
      and ($6 is null or g.strand = $6)
)
select grouping(a.part) = 1 as is_total, a.part, t.variant,
       count(a.id) as numerator, null::bigint as denominator, null::float8[] as spread
from (values (1, 'received'), (2, 'own_circle'), (3, 'community'), (4, 'services'), (5, 'justice'), (6, 'other'))
    t (place, variant)
left join asked a on t.variant in ('received', a.caller)
group by grouping sets ((t.place, t.variant), (t.place, t.variant, a.part))
having grouping(a.part) = 1 or a.part is not null
order by is_total desc, part, t.place
