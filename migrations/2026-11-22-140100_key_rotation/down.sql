drop table auth.kek_retired;
