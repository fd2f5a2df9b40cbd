import { formatDuration } from "@rigline/foundation/quantities";
import { messageId, type Message } from "@rigline/watchdog-service/notify-channels";
import type { Queries } from "../store/database.js";

interface HeardRig {
  readonly name: string;
  readonly heardAt: Date;
  readonly silentMs: number;
}

/** Finds rigs that have fallen silent, and those that are heard again, and notes both down. Returns what is to be told of them. */
export async function lookForSilent(queries: Queries, silentMs: number): Promise<readonly Message[]> {
  const silent = await queries.query<HeardRig>(
    `update rigs set silent_since = heard_at
     where silent_since is null and heard_at < now() - make_interval(secs => $1::float8 / 1000)
       and exists (select from rig_tokens where rig = rigs.id and revoked_at is null)
     returning name, heard_at as "heardAt", extract(epoch from now() - heard_at)::float8 * 1000 as "silentMs"`,
    [silentMs],
  );
  const back = await queries.query<HeardRig>(
    `with found as (select id, silent_since from rigs
                    where silent_since is not null and heard_at >= now() - make_interval(secs => $1::float8 / 1000))
     update rigs set silent_since = null from found where rigs.id = found.id
     returning name, found.silent_since as "heardAt", extract(epoch from now() - found.silent_since)::float8 * 1000 as "silentMs"`,
    [silentMs],
  );
  return [...silent.map(tellSilent), ...back.map(tellBack)];
}

function tellSilent({ name, heardAt, silentMs }: HeardRig): Message {
  return {
    id: messageId(["silent", name, heardAt.toISOString()]),
    about: "needs_you",
    title: `${name} is silent`,
    text: `The fleet has not heard of ${name} for ${formatDuration(silentMs)}. What is recorded there since may not have left the rig.`,
    todo: "Look whether the rig is on, whether its daemon runs, and whether it reaches the network.",
    rig: name,
    jobs: [],
  };
}

function tellBack({ name, heardAt, silentMs }: HeardRig): Message {
  return {
    id: messageId(["heard again", name, heardAt.toISOString()]),
    about: "recovered",
    title: `${name} is heard again`,
    text: `The fleet had not heard of ${name} for ${formatDuration(silentMs)}. What it could not tell, it tells now.`,
    todo: undefined,
    rig: name,
    jobs: [],
  };
}
