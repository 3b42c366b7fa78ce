-- The order journal. Rows of order_journal are never changed; the others say where it stands.

-- Who may write for an account: the router that last raised the epoch. The gate locks the row FOR
-- SHARE, so an epoch can't be raised while a commit under the old one is on its way.
create table account_writer (
  account text primary key,
  epoch bigint not null,
  router text not null,
  taken_at timestamptz not null
);

-- One row. Raised, in the transaction that records it, by every kill of any scope; the gate locks
-- it FOR SHARE and refuses what was decided under an older one.
create table kill_switch (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null
);
insert into kill_switch (epoch) values (0);

-- An order's claim and where its journal stands. seq is the compare-and-set.
create table orders (
  order_id text primary key,
  source text not null,
  signal_id text not null,
  leg int not null,
  payload_hash text not null,
  client_order_id text not null unique,
  origin text not null,
  gate_id text not null,
  partition int not null,
  command text not null,
  strategy text not null,
  account text,
  broker text,
  symbol text,
  state text not null,
  seq int not null,
  done boolean not null,
  broker_order_id text,
  position_ticket text,
  exposure numeric not null default 0,
  received_at timestamptz not null,
  updated_at timestamptz not null,
  unique (source, signal_id, leg)
);
create index orders_open on orders (account) where not done;
create index orders_open_unrouted on orders (partition) where not done and account is null;
create index orders_received on orders (received_at);

create table order_journal (
  order_id text not null,
  seq int not null,
  event text not null,
  primary key (order_id, seq)
);

-- Events not yet acknowledged by Kafka; partition is that of the signal topic whose owner relays.
create table relay_pending (
  partition int not null,
  order_id text not null,
  seq int not null,
  primary key (partition, order_id, seq)
);

-- Trades by the venue's identity: each counts once, whichever way it became known.
create table fills (
  broker text not null,
  account text not null,
  symbol text not null,
  trade_id text not null,
  order_id text not null,
  primary key (broker, account, symbol, trade_id)
);

-- A CANCEL of a signal that has not been seen: it denies the signal if it comes later.
create table cancel_tombstone (
  source text not null,
  signal_id text not null,
  cancelled_by text not null,
  at timestamptz not null,
  primary key (source, signal_id)
);
