-- $1: the ids of the sessions the server acknowledged. Every count must be 0. Clients send until they are acknowledged, so
-- at the end no other session may exist.
with acknowledged as (
    select id from unnest($1::uuid[]) as id
), per_session as (
    select s.id,
           (select count(*) from participation p where p.session_id = s.id) as participations,
           (select count(*) from session_note n where n.session_id = s.id) as notes,
           (select count(*) from audit_event a where a.object_id = s.id and a.action = 'log_session') as audits
    from session s
), per_enrolment as (
    select e.first_service_on,
           (select min(p.held_on) from participation p
            where p.enrolment_id = e.id and p.attendance in ('present', 'late', 'left_early')) as first_attended,
           (select count(*) from enrolment_event v where v.enrolment_id = e.id and v.to_status = 'active') as activations
    from enrolment e
)
select 'lost', count(*) from acknowledged a where not exists (select from session s where s.id = a.id)
union all
select 'acknowledged twice', count(*) - count(distinct id) from acknowledged
union all
select 'doubled', (select count(*) - count(distinct id) from session)
                + (select count(*) from per_session where participations > 1 or notes > 1)
union all
select 'not acknowledged', count(*) from session s where not exists (select from acknowledged a where a.id = s.id)
union all
select 'without participation', count(*) from per_session where participations = 0
union all
select 'without note', count(*) from per_session where notes = 0
union all
select 'without audit row', count(*) from per_session where audits = 0
union all
select 'with several audit rows', count(*) from per_session where audits > 1
union all
select 'participation without session', count(*) from participation p
where not exists (select from session s where s.id = p.session_id)
union all
select 'audit row without session', count(*) from audit_event a
where a.action = 'log_session' and not exists (select from session s where s.id = a.object_id)
union all
select 'wrong first day of service', count(*) from per_enrolment where first_service_on is distinct from first_attended
union all
select 'not activated exactly once', count(*) from per_enrolment
where activations <> case when first_attended is null then 0 else 1 end
union all
select 'left open in a transaction', count(*) from pg_stat_activity
where usename like 'causeway\_%' and state like 'idle in transaction%'
