drop table consent;
drop table person_identity;
drop table person_key;
drop table person;
