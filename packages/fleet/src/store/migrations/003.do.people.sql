-- Who may see the fleet. Nobody is ever deleted: what they did stays on record.
create table people (
  id integer generated always as identity primary key,
  -- What they sign in with, in small letters.
  name text not null unique,
  role text not null check (role in ('reader', 'operator', 'admin')),
  -- scrypt, with its salt and cost; null: they sign in by OpenID Connect.
  password text,
  -- Whom a provider knows them as, since they came first.
  issuer text,
  subject text,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  unique (issuer, subject)
);

-- Whoever is signed in. The cookie's secret is never here, only its sha256.
create table visits (
  hash text primary key,
  person integer not null references people,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  from_address text
);
create index on visits (person);

-- Whoever is at a provider of OpenID Connect now; each row is good once.
create table sign_ins (
  hash text primary key,
  state text not null,
  nonce text not null,
  verifier text not null,
  until timestamptz not null
);

-- Who did what. What was asked of rigs stands in wishes.
create table acts (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  person integer references people,
  by text not null,
  from_address text,
  act text not null,
  about text not null,
  detail text not null
);
create index on acts (at desc);
create index on acts (at) where act = 'signInRefused';
create index on wishes (asked_at desc);

-- What is not at its end, or wants somebody: all that the page of the fleet counts, of however many sessions there ever were.
create index on sessions (rig) where is_current and (not is_over or needs_person);
-- What ended without having arrived, for the plot of what waits.
create index on sessions (ended_at) where published_at is null and ended_at is not null;
-- What is safe to delete: counted without a look at the sessions themselves.
create index on sessions (published_at) include (bytes)
  where is_current and copy_of is null and lacks is null and state->>'sourceDeleted' = 'false';
