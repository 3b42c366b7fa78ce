-- Raised by every CANCEL of a signal that has not been seen, with its tombstone. The gate locks the
-- row and compares with what its snapshot has: what it could not see makes it look again, so that
-- of a signal and its CANCEL that come at the same moment exactly one wins.
alter table kill_switch add column cancels bigint not null default 0;

-- The newest revision let through for each order or position. Kept over restarts and routers, so
-- that an older MODIFY that comes late is refused by whoever gets it.
create table modify_revision (
  target text primary key,
  revision int not null
);
