-- POSTGRES_DB makes "router"; this is the other one.
create database audit;
