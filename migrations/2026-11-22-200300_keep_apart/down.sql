drop table keep_apart;
