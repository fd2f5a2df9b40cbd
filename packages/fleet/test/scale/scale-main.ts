// A thousand rigs for a day, pushed as fast as one machine takes it, with a server that is killed and answers that are lost.
import { readFileSync, renameSync } from "node:fs";
import { request } from "node:http";
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import type { FleetAnswer, JournalPart } from "@rigline/manifest/fleet";
import { openPostgres } from "../../src/store/postgres-database.js";
import { addRig } from "../../src/store/rigs.js";
import { listRows } from "../../src/page/list-rows.js";
import { countSafe, lookAtRigs } from "../../src/page/look-at-fleet.js";
import { readDays } from "../../src/page/read-days.js";
import { countWords } from "../../src/store/sessions.js";
import { FLEET_VIEWS } from "../../src/wire/fleet-sessions.js";
import { NO_POSTGRES, startTestPostgres, TESTER } from "../support/databases.js";
import { freePort, startFleet, type Running } from "../support/processes.js";
import { handOff, PARKED, partOf, pushOf } from "../support/pushes.js";
import { measurePage } from "./measure-page.js";

const { values } = parseArgs({
  options: {
    scale: { type: "boolean" },
    rigs: { type: "string", default: "1000" },
    sessions: { type: "string", default: "50" },
    kills: { type: "string", default: "4" },
    pushers: { type: "string", default: "16" },
    /** How often the page is opened, in Chromium. */
    views: { type: "string", default: "9" },
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
/** So long the database is away, in which every rig tries to tell what a day of it was. */
const AWAY_MS = 5000;
/** Of so many sessions one is late, one needs somebody; and one of the last day is under way. */
const [LATE_OF, NEEDS_OF, UNDERWAY_OF] = [500, 400, 25] as const;

type Told = ReturnType<typeof handOff>;

/** As of so many hours ago. Not all that begins is at its end. */
function recordsOf(name: string, nth: number, hoursAgo: number): Told {
  const begun = Date.now() - hoursAgo * 3_600_000;
  const whole = handOff(name).map((record, index) => ({ ...record, at: new Date(begun + index * 1000).toISOString() }));
  if (nth % NEEDS_OF === 7) return [...whole.slice(0, 2), { ...PARKED, at: new Date(begun + 9000).toISOString() }];
  const isOpen = nth % LATE_OF === 3 || (hoursAgo < 24 && nth % UNDERWAY_OF === 5);
  return isOpen ? whole.slice(0, 2) : whole;
}

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

    let events = 0;
    const told = (job: string, records: Told): JournalPart => {
      events += records.length;
      return partOf(job, records);
    };
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
          await push(one % RIGS, told(`manifest_${Math.floor(one / RIGS)}.yml`, recordsOf(`s${one}`, one, 30)));
        }
      }),
    );
    const daySeconds = (performance.now() - day) / 1000;
    const dayEvents = events;
    const memory = residentMegabytes(fleet?.child.pid);
    const bytes = await databaseBytes();

    // A day of outage: the database is away while each rig tries to tell a day's events, and then all come at once.
    const back = await takeAway();
    const failed = counts.errors;
    let outage = performance.now();
    let away = 0;
    setTimeout(() => {
      away = counts.errors - failed;
      outage = performance.now();
      back();
    }, AWAY_MS);
    let rig = 0;
    await Promise.all(
      Array.from({ length: PUSHERS }, async () => {
        while (rig < RIGS) {
          const one = rig;
          rig += 1;
          const parts = Array.from({ length: SESSIONS }, (_, index) =>
            told(`manifest_late_${index}.yml`, recordsOf(`l${one}_${index}`, one * SESSIONS + index, 6)),
          );
          await push(one, ...parts);
        }
      }),
    );
    const outageSeconds = (performance.now() - outage) / 1000;
    // What a rig says each minute when nothing happens.
    const beatsCpu = cpuSeconds(fleet?.child.pid);
    const beats = performance.now();
    let beat = 0;
    await Promise.all(
      Array.from({ length: PUSHERS }, async () => {
        for (; beat < BEATS; beat += 1) await push(beat % RIGS);
      }),
    );
    const beatsSeconds = (performance.now() - beats) / 1000;
    const beatCpu = ((cpuSeconds(fleet?.child.pid) - beatsCpu) / BEATS) * 1000;
    const grown = (await databaseBytes()) - bytes;
    const [stored] = await database.query<{ events: number; keys: number; sessions: number }>(
      `select (select count(*) from events)::int as events,
         (select count(*) from (select distinct journal, seq from events) as keys)::int as keys,
         (select count(*) from sessions)::int as sessions`,
    );
    const words = await timed(() => countWords(database));
    await database.query("analyze");
    const lists: string[] = [];
    for (const view of FLEET_VIEWS)
      lists.push(`${view} ${(await timed(() => listRows(database, 24, { view }))).toFixed(0)}`);
    const first = await listRows(database, 24, { view: "all" });
    const behind = await timed(() => listRows(database, 24, { view: "all", before: first.before ?? 1 }));
    const found = await timed(() => listRows(database, 24, { view: "all", text: "l77_49" }));
    const ofOne = await timed(() => listRows(database, 24, { view: "all", rig: "rig-77" }));
    const look = await timed(() => lookAtRigs(database, 24));
    const safe = await timed(() => countSafe(database));
    const days = await timed(() => readDays(database, undefined));
    const metrics = await timed(() => ask(port, "GET", "/metrics"));
    const want = all * 2;
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
        `| one session a push, to the disk each | ${(all / daySeconds).toFixed(0)} pushes/s, ${(dayEvents / daySeconds).toFixed(0)} events/s |`,
        `| while the database was away for ${AWAY_MS / 1000} s: pushes answered 503 | ${away} |`,
        `| then a day of all rigs, a day a push | ${((events - dayEvents) / outageSeconds).toFixed(0)} events/s, all in ${outageSeconds.toFixed(0)} s |`,
        `| pushes of rigs to which nothing happens | ${(BEATS / beatsSeconds).toFixed(0)} a second, ${beatCpu.toFixed(1)} ms of the server's processor each |`,
        `| database a session, with events, indexes and state | ${(grown / all / 1000).toFixed(1)} kB |`,
        `| the page's lists, the first 50 of each, ms | ${lists.join(", ")} |`,
        `| the 50 behind the newest / one session by its name among all / those of one rig, ms | ${behind.toFixed(0)} / ${found.toFixed(0)} / ${ofOne.toFixed(0)} |`,
        `| a look at all rigs / safe to delete / eight weeks, ms | ${look.toFixed(0)} / ${safe.toFixed(0)} / ${days.toFixed(0)} |`,
        `| the words of all sessions / all of /metrics, ms | ${words.toFixed(0)} / ${metrics.toFixed(0)} |`,
        `| server's memory | ${memory.toFixed(0)} MB |`,
        "",
      ].join("\n"),
    );
    if (!exactly) process.exitCode = 1;
    const pid = fleet?.child.pid;
    const views = Number(values.views);
    if (views > 0 && pid !== undefined)
      say(
        await measurePage({ database, origin: `http://127.0.0.1:${port}`, views, cpuSeconds: () => cpuSeconds(pid) }),
      );
  } finally {
    await fleet?.end();
    await database.close();
    await postgres.remove();
  }

  /** Cuts the server off from its database; what is returned lets it back. */
  async function takeAway(): Promise<() => void> {
    const socket = new URL(postgres.address).searchParams.get("host") ?? "";
    renameSync(socket, `${socket}-away`);
    await database
      .query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rigline-fleet'")
      .catch(() => undefined);
    return () => renameSync(`${socket}-away`, socket);
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

/** Of the server alone: neither of its database nor of the rigs. */
function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
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
