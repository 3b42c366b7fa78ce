-- Calls refused for who made them; equal ones within a second are one row.
create table refused_call (
  at timestamptz not null,
  why text not null,
  actor text not null,
  roles text not null,
  call text not null,
  reason text not null,
  times int not null
);
create index refused_call_at on refused_call (at);
