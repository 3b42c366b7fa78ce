-- What Kafka has not acknowledged yet, a row for each commit and order: from its first event to
-- its last. One key in one column, so that acknowledged rows are found by index however little
-- PostgreSQL believes to be in the table; keys of one order sort as its events do.
alter table relay_pending rename to relay_pending_event;
alter index relay_pending_pkey rename to relay_pending_event_pkey;
create table relay_pending (
  commit_key text primary key
    generated always as (order_id || ':' || lpad(last_seq::text, 9, '0')) stored,
  partition int not null,
  order_id text not null,
  first_seq int not null,
  last_seq int not null
);
insert into relay_pending (partition, order_id, first_seq, last_seq)
select partition, order_id, seq, seq from relay_pending_event;
drop table relay_pending_event;

-- The order id is made of them: the primary key says it already, and every gate pays for an index.
alter table orders drop constraint orders_source_signal_id_leg_key;
