-- Said by whoever inserts: PostgreSQL reads a generated column's expression anew in every statement.
alter table relay_pending alter column commit_key drop expression;
