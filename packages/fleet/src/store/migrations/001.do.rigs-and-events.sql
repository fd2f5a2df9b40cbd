-- A rig, and when it was heard last: by the clock of this database.
create table rigs (
  id integer generated always as identity primary key,
  name text not null unique,
  created_at timestamptz not null default now(),
  heard_at timestamptz,
  host text,
  version text,
  daemon_since timestamptz,
  -- Since when it is known to be silent, and people are told.
  silent_since timestamptz
);

-- A token is never here, only its sha256: whoever reads this table can't speak for a rig.
create table rig_tokens (
  hash text primary key,
  rig integer not null references rigs,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
create index on rig_tokens (rig);

-- One journal of one job. Another epoch is another journal of the same name: a rig set up anew, or a disk set back.
create table journals (
  id integer generated always as identity primary key,
  rig integer not null references rigs,
  job text not null,
  epoch text not null,
  -- The last line that is here, and its sum: the next one has to follow it.
  have integer not null default 0,
  tail text not null default '',
  begun_at timestamptz not null default now(),
  unique (rig, job, epoch)
);

-- Each line once: `seq` grows under the lock of the rig's row, and the key says no to a second one.
create table events (
  journal integer not null,
  seq integer not null,
  rig integer not null,
  type text not null,
  at timestamptz,
  received_at timestamptz not null default now(),
  body jsonb not null,
  primary key (journal, seq, received_at)
) partition by range (received_at);
create index on events (rig, received_at);

-- A month that nobody has made a partition for is kept all the same.
create table events_other partition of events default;

-- Where each hand-off stands, folded from its events; kept for ever.
create table sessions (
  id integer generated always as identity primary key,
  rig integer not null references rigs,
  journal integer not null references journals,
  -- Of the hand-offs under one manifest's name the how many-th, from 1: a journal may tell of several.
  nth integer not null,
  -- Nothing came under the same name since.
  is_current boolean not null default true,
  job text not null,
  name text not null,
  digest text,
  copy_of text,
  word text not null,
  detail text not null,
  todo text,
  needs_person boolean not null,
  is_over boolean not null,
  code text,
  destination text,
  files bigint,
  bytes bigint,
  accepted_at timestamptz,
  published_at timestamptz,
  submitted_at timestamptz,
  ended_at timestamptz,
  changed_at timestamptz not null,
  -- Why it may not be deleted at the rig yet; null: only whether the source is still the same has to be looked at, there.
  lacks text,
  state jsonb not null,
  unique (journal, nth)
);
create index on sessions (rig, job) where is_current;
create index on sessions (changed_at desc);
create index on sessions (published_at) where published_at is not null;
create index on sessions (word) where is_current;

-- What people ask of jobs. The rig is told with each answer until it has said what came of it.
create table wishes (
  id integer generated always as identity primary key,
  rig integer not null references rigs,
  job text not null,
  deed jsonb not null,
  asked_by text not null,
  asked_at timestamptz not null default now(),
  told_at timestamptz,
  answered_at timestamptz,
  outcome text,
  message text
);
create index on wishes (rig) where answered_at is null;

-- The token grows with each change of holder, and never goes back: rows are never deleted.
create table leases (
  name text primary key,
  holder text not null,
  rig integer references rigs,
  token bigint not null,
  until timestamptz not null,
  taken_at timestamptz not null default now()
);
