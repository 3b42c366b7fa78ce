-- Every lifecycle event of every order, once, as it was published.
create table order_event (
  id         bigint generated always as identity primary key,
  order_id   text        not null,
  seq        int         not null,
  kind       text        not null,
  at         timestamptz not null,
  body       text        not null,
  stored_at  timestamptz not null,
  unique (order_id, seq)
);

-- What the events of an order amount to; made anew from them whenever one is added.
create table execution (
  order_id     text primary key,
  status       text        not null,
  account      text,
  strategy     text,
  symbol       text,
  received_at  timestamptz not null,
  confirmation text        not null
);
create index execution_by_time on execution (received_at desc, order_id);
create index execution_by_account on execution (account, received_at desc);
create index execution_by_strategy on execution (strategy, received_at desc);
create index execution_by_symbol on execution (symbol, received_at desc);

-- Records nobody could use: signals the router refused to read, events this service could not.
create table dead_letter (
  topic     text        not null,
  partition int         not null,
  position  bigint      not null,
  key       text,
  body      bytea       not null,
  field     text        not null,
  value     text        not null,
  rule      text        not null,
  at        timestamptz not null,
  primary key (topic, partition, position)
);
