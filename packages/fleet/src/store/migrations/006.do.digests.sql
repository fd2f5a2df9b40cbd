-- The days of which a digest was made, by the calendar of the server's zone: one each, whichever server makes it.
create table digests (
  day date primary key,
  made_at timestamptz not null default now()
);
