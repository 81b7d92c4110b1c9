drop table auth.key_probe;
