-- How many current sessions of each rig stand in each word, and their bytes: kept with each change, so that whoever counts looks at
-- no session, of however many there ever were.
create table session_counts (
  rig integer not null references rigs,
  word text not null,
  sessions bigint not null,
  -- Of any length: no rig can tell a sum that does not fit.
  bytes numeric not null,
  primary key (rig, word)
);
insert into session_counts (rig, word, sessions, bytes)
select rig, word, count(*), coalesce(sum(bytes), 0) from sessions where is_current group by rig, word;

create function count_sessions() returns trigger language plpgsql as $$
begin
  if tg_op <> 'DELETE' then
    insert into session_counts as known (rig, word, sessions, bytes)
    select rig, word, count(*), coalesce(sum(bytes), 0) from fresh where is_current group by rig, word order by rig, word
    on conflict (rig, word) do update set sessions = known.sessions + excluded.sessions, bytes = known.bytes + excluded.bytes;
  end if;
  if tg_op <> 'INSERT' then
    update session_counts as known set sessions = known.sessions - left_it.sessions, bytes = known.bytes - left_it.bytes
    from (select rig, word, count(*) as sessions, coalesce(sum(bytes), 0) as bytes from gone where is_current group by rig, word) as left_it
    where known.rig = left_it.rig and known.word = left_it.word;
  end if;
  return null;
end
$$;
create trigger count_new after insert on sessions
  referencing new table as fresh for each statement execute function count_sessions();
create trigger count_changed after update on sessions
  referencing old table as gone new table as fresh for each statement execute function count_sessions();
create trigger count_removed after delete on sessions
  referencing old table as gone for each statement execute function count_sessions();
drop index sessions_word_idx;

-- What is searched in, in small letters: beside the sessions, which change often, while this seldom does.
create table session_texts (
  session integer primary key references sessions on delete cascade,
  text text not null
);
insert into session_texts (session, text)
select id, lower(concat_ws(' ', name, destination, code)) from sessions;

-- By parts of words, where the server has what that takes; without it this one narrow table is read.
do $$
begin
  create extension if not exists pg_trgm;
  create index session_texts_trigrams on session_texts using gin (text gin_trgm_ops);
exception when undefined_file or feature_not_supported or insufficient_privilege then
  raise notice 'pg_trgm is not there: searching takes longer';
end
$$;
