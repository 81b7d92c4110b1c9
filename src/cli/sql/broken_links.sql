-- Links of the releases' chains that do not hash to what they say, or do not follow the one before.
with links as (
    select 'the chain of releases' as chain, org_id, seq, body, prev_sha256, sha256 from sdc.publication
    union all
    select 'the chain of what was done to releases', org_id, seq, body, prev_sha256, sha256 from sdc.event
), checked as (
    select chain, seq,
           sha256 = sha256(prev_sha256 || convert_to(body, 'UTF8'))
           and prev_sha256 = lag(sha256, 1, decode(repeat('00', 32), 'hex')) over (partition by chain, org_id order by seq)
           and seq = row_number() over (partition by chain, org_id order by seq) as sound
    from links
)
select chain, seq from checked where not sound order by chain, seq limit 1
