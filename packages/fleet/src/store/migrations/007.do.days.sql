-- What came, arrived and ended without having arrived on each day of UTC, of each rig: kept with each change, so that the plots of
-- weeks look at no session, of however many there are. Further copies are not counted.
create table day_counts (
  day date not null,
  rig integer not null references rigs,
  came integer not null,
  came_bytes numeric not null,
  arrived integer not null,
  arrived_bytes numeric not null,
  ended integer not null,
  ended_bytes numeric not null,
  primary key (day, rig)
);

insert into day_counts
select (at at time zone 'utc')::date as day, rig, sum(came), sum(came * bytes), sum(arrived), sum(arrived * bytes), sum(ended), sum(ended * bytes)
from (
  select rig, coalesce(bytes, 0) as bytes, at, came, arrived, ended
  from sessions cross join lateral (values
    (accepted_at, 1, 0, 0),
    (published_at, 0, 1, 0),
    (case when published_at is null and accepted_at is not null then ended_at end, 0, 0, 1)
  ) as moves (at, came, arrived, ended)
  where is_current and copy_of is null
) as moved
where at is not null group by 1, 2;

create function count_days() returns trigger language plpgsql as $$
declare
  -- Of what was changed both sides come; what is the same on both is no change of any day.
  sides text := case tg_op
    when 'INSERT' then 'select *, 1 as side from fresh'
    when 'DELETE' then 'select *, -1 as side from gone'
    else 'select *, 1 as side from fresh union all select *, -1 as side from gone'
  end;
begin
  execute format($query$
    insert into day_counts as known
    select (at at time zone 'utc')::date as day, rig,
      sum(side * came), sum(side * came * bytes), sum(side * arrived), sum(side * arrived * bytes), sum(side * ended), sum(side * ended * bytes)
    from (
      select rig, side, coalesce(bytes, 0) as bytes, at, came, arrived, ended
      from (%s) as changed cross join lateral (values
        (accepted_at, 1, 0, 0),
        (published_at, 0, 1, 0),
        (case when published_at is null and accepted_at is not null then ended_at end, 0, 0, 1)
      ) as moves (at, came, arrived, ended)
      where is_current and copy_of is null
    ) as moved
    where at is not null group by 1, 2
    having sum(side * came) <> 0 or sum(side * came * bytes) <> 0 or sum(side * arrived) <> 0 or sum(side * arrived * bytes) <> 0
      or sum(side * ended) <> 0 or sum(side * ended * bytes) <> 0
    order by 1, 2
    on conflict (day, rig) do update set
      came = known.came + excluded.came, came_bytes = known.came_bytes + excluded.came_bytes,
      arrived = known.arrived + excluded.arrived, arrived_bytes = known.arrived_bytes + excluded.arrived_bytes,
      ended = known.ended + excluded.ended, ended_bytes = known.ended_bytes + excluded.ended_bytes
  $query$, sides);
  return null;
end
$$;
create trigger count_new_days after insert on sessions
  referencing new table as fresh for each statement execute function count_days();
create trigger count_changed_days after update on sessions
  referencing old table as gone new table as fresh for each statement execute function count_days();
create trigger count_removed_days after delete on sessions
  referencing old table as gone for each statement execute function count_days();
drop index sessions_accepted_at_idx;

-- What is safe to delete, whatever changed last first: of all rigs, and of one.
create index sessions_safe on sessions (changed_at desc, id desc)
  where is_current and copy_of is null and lacks is null and state->>'sourceDeleted' = 'false';
create index sessions_safe_of_rig on sessions (rig, changed_at desc, id desc)
  where is_current and copy_of is null and lacks is null and state->>'sourceDeleted' = 'false';
