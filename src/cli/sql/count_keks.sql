-- Which key-encryption key wraps how many people's keys. Its id stands in bytes 2 to 17 of every wrapped key.
select substring(wrapped from 2 for 16) as kek, count(*) as people from person_key
where wrapped is not null
group by 1 order by 1
