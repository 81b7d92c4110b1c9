drop table sdc.download;
drop table sdc.event;
drop table sdc.budget;
drop table sdc.counted;
drop table sdc.release_recipient;
drop table sdc.release_cell;
drop table sdc.release;
drop schema sdc;
