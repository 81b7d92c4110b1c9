drop table indicator_target;
