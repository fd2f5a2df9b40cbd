// A thousand rigs for a day, pushed as fast as one machine takes it, with a server that is killed and answers that are lost.
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import type { FleetAnswer, JournalPart } from "@rigline/manifest/fleet";
import { openPostgres } from "../../src/store/postgres-database.js";
import { addRig } from "../../src/store/rigs.js";
import { listRows } from "../../src/page/list-rows.js";
import { countWords } from "../../src/store/sessions.js";
import { NO_POSTGRES, startTestPostgres, TESTER } from "../support/databases.js";
import { freePort, startFleet, type Running } from "../support/processes.js";
import { handOff, partOf, pushOf } from "../support/pushes.js";

const { values } = parseArgs({
  options: {
    scale: { type: "boolean" },
    rigs: { type: "string", default: "1000" },
    sessions: { type: "string", default: "50" },
    kills: { type: "string", default: "4" },
    pushers: { type: "string", default: "16" },
  },
});
const [RIGS, SESSIONS, KILLS, PUSHERS] = [values.rigs, values.sessions, values.kills, values.pushers].map(Number) as [
  number,
  number,
  number,
  number,
];
/** Of so many answers one is lost. */
const LOST_OF = 170;
const EVENTS = handOff("x").length;
const BEATS = 3000;

if (NO_POSTGRES !== undefined) {
  process.stdout.write(`${NO_POSTGRES}: there is nothing to measure\n`);
} else await measure();

async function measure(): Promise<void> {
  // As it is for real: a push is on the disk before it is answered.
  const postgres = await startTestPostgres([]);
  const database = openPostgres(postgres.address, { onFailure: () => {} });
  const port = await freePort();
  let fleet: Running | undefined;
  const serve = async (): Promise<void> => {
    fleet = await startFleet(["--listen", `127.0.0.1:${port}`], { DATABASE_URL: postgres.address });
  };
  try {
    await serve();
    const tokens: string[] = [];
    for (let rig = 0; rig < RIGS; rig += 1) tokens.push((await addRig(database, `rig-${rig}`, TESTER)).token);
    const counts = { lost: 0, errors: 0, pushes: 0 };
    const push = (rig: number, ...parts: JournalPart[]): Promise<FleetAnswer> =>
      pushUntilTaken({ port, token: tokens[rig] ?? "", body: JSON.stringify(pushOf(...parts)), want: parts, counts });

    say(`${RIGS} rigs, ${SESSIONS} sessions each, ${EVENTS} events a session, ${PUSHERS} pushers`);
    const all = RIGS * SESSIONS;
    const killAt = Array.from({ length: KILLS }, (_, index) => Math.floor((all * (index + 1)) / (KILLS + 1)));
    let next = 0;
    const day = performance.now();
    await Promise.all(
      Array.from({ length: PUSHERS }, async () => {
        while (next < all) {
          const one = next;
          next += 1;
          if (killAt.includes(one)) {
            await fleet?.end("SIGKILL");
            await serve();
          }
          await push(one % RIGS, partOf(`manifest_${Math.floor(one / RIGS)}.yml`, handOff(`s${one}`)));
        }
      }),
    );
    const daySeconds = (performance.now() - day) / 1000;
    const memory = residentMegabytes(fleet?.child.pid);
    const bytes = await databaseBytes();

    // A day of outage: each rig has a day's events, and all come at once.
    const outage = performance.now();
    let rig = 0;
    await Promise.all(
      Array.from({ length: PUSHERS }, async () => {
        while (rig < RIGS) {
          const one = rig;
          rig += 1;
          const parts = Array.from({ length: SESSIONS }, (_, index) =>
            partOf(`manifest_late_${index}.yml`, handOff(`l${one}_${index}`)),
          );
          await push(one, ...parts);
        }
      }),
    );
    const outageSeconds = (performance.now() - outage) / 1000;
    // What a rig says each minute when nothing happens.
    const beats = performance.now();
    let beat = 0;
    await Promise.all(
      Array.from({ length: PUSHERS }, async () => {
        for (; beat < BEATS; beat += 1) await push(beat % RIGS);
      }),
    );
    const beatsSeconds = (performance.now() - beats) / 1000;
    const grown = (await databaseBytes()) - bytes;
    const [stored] = await database.query<{ events: number; keys: number; sessions: number }>(
      `select (select count(*) from events)::int as events,
         (select count(*) from (select distinct journal, seq from events) as keys)::int as keys,
         (select count(*) from sessions)::int as sessions`,
    );
    const words = await timed(() => countWords(database));
    const list = await timed(() => listRows(database, 24, { view: "all" }));
    const metrics = await timed(() => ask(port, "GET", "/metrics"));
    const want = all * 2;
    const events = want * EVENTS;
    const exactly = stored?.events === events && stored.keys === events && stored.sessions === want;
    say(
      [
        "",
        "| measured | figure |",
        "|---|---|",
        `| machine | ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}, server, PostgreSQL and rigs on it |`,
        `| events told / stored / different ones | ${events} / ${stored?.events} / ${stored?.keys}${exactly ? "" : " **NOT EXACTLY ONCE**"} |`,
        `| sessions folded | ${stored?.sessions} |`,
        `| server killed / answers lost / requests that failed | ${KILLS} / ${counts.lost} / ${counts.errors} |`,
        `| one session a push, to the disk each | ${(all / daySeconds).toFixed(0)} pushes/s, ${((all * EVENTS) / daySeconds).toFixed(0)} events/s |`,
        `| after a day of outage, a day a push | ${((all * EVENTS) / outageSeconds).toFixed(0)} events/s, all in ${outageSeconds.toFixed(0)} s |`,
        `| pushes of rigs to which nothing happens | ${(BEATS / beatsSeconds).toFixed(0)} a second |`,
        `| database a session, with events, indexes and state | ${(grown / all / 1000).toFixed(1)} kB |`,
        `| words of all rigs / the page's newest 50 / metrics | ${words.toFixed(0)} / ${list.toFixed(0)} / ${metrics.toFixed(0)} ms |`,
        `| server's memory | ${memory.toFixed(0)} MB |`,
        "",
      ].join("\n"),
    );
    if (!exactly) process.exitCode = 1;
  } finally {
    await fleet?.end();
    await database.close();
    await postgres.remove();
  }

  async function databaseBytes(): Promise<number> {
    await database.query("vacuum");
    const [size] = await database.query<{ bytes: number }>(
      "select pg_database_size(current_database())::bigint as bytes",
    );
    return size?.bytes ?? 0;
  }
}

interface Wanted {
  readonly port: number;
  readonly token: string;
  readonly body: string;
  readonly want: readonly JournalPart[];
  readonly counts: { lost: number; errors: number; pushes: number };
}

/** As a rig does: what is not known to be there is sent again. */
async function pushUntilTaken({ port, token, body, want, counts }: Wanted): Promise<FleetAnswer> {
  for (;;) {
    counts.pushes += 1;
    const isLost = counts.pushes % LOST_OF === 0;
    try {
      const answer = JSON.parse(await ask(port, "POST", "/v1/events", { body, token, isLost })) as FleetAnswer;
      if (want.every(({ to, tail }, index) => answer.have[index]?.seq === to && answer.have[index]?.tail === tail))
        return answer;
      counts.errors += 1;
    } catch {
      if (isLost) counts.lost += 1;
      else counts.errors += 1;
      if (!isLost) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function ask(
  port: number,
  method: string,
  path: string,
  { body = "", token = "", isLost = false } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, "content-length": String(Buffer.byteLength(body)) };
    const sent = request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (response) => {
      if (isLost) return void response.destroy(new Error("the answer is lost"));
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("error", reject);
      response.on("end", () => (response.statusCode === 200 ? resolve(text) : reject(new Error(text))));
    });
    sent.on("error", reject);
    if (isLost) sent.on("close", () => reject(new Error("the answer is lost")));
    sent.end(body);
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function residentMegabytes(pid: number | undefined): number {
  try {
    const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) / 1000;
  } catch {
    return NaN;
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
