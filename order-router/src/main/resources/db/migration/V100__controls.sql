-- Every version of every scope's control, never changed: the primary key is the compare-and-set,
-- and who changed what when is all here. A scope's newest version stands.
create table control_version (
  scope text not null,
  version bigint not null,
  control text not null,
  published boolean not null default false,
  primary key (scope, version)
);
create index control_version_unpublished on control_version (scope, version) where not published;

-- An account's equity when a day (UTC) began: what the day's loss is counted from.
create table account_day (
  account text not null,
  day date not null,
  equity numeric not null,
  primary key (account, day)
);
