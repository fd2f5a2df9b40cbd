-- What becomes of a session after its hand-off, as the transfer service tells this server, beside what its rig told.
-- Where it was posted, of those whose uploads can be asked for by name.
alter table sessions add column service text;
-- When this server heard that the service took it: a rig's clock may be days off.
alter table sessions add column taken_at timestamptz;
-- How its upload stands, by whoever heard of it last.
alter table sessions add column upload text;
-- What this server heard itself, and when it asked last.
alter table sessions add column found jsonb;
alter table sessions add column looked_at timestamptz;

-- The service tells nothing of what is older.
update sessions set upload = state->'upload'->>'state', taken_at = submitted_at,
  service = case when state->'submission'->'names' is not null and state->'submission'->'status' <> 'null'
                 then state->'submission'->>'endpoint' end
where is_current and submitted_at > now() - interval '14 days';

create index on sessions (service, submitted_at)
  where is_current and service is not null and (upload is null or upload not in ('success', 'lost'));

-- The transfer services that are asked, and how that goes.
create table services (
  endpoint text primary key,
  due_at timestamptz not null default now(),
  answered_at timestamptz,
  -- Since when it does not answer, how often in a row, and what it said.
  silent_since timestamptz,
  failures integer not null default 0,
  trouble text
);
