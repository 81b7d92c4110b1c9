drop table person_needs;
