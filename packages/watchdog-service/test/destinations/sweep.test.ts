import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { readJournal } from "@rigline/foundation/journal";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { foldJobState, jobJournalPath, toJobRecords } from "@rigline/manifest";
import { describe, expect, test } from "vitest";
import type { DaemonParts } from "../../src/jobs/daemon-parts.js";
import { jobJournals } from "../../src/jobs/job-journal.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import type { WorkPool } from "../../src/work/work-pool.js";
import { auditNight } from "../support/audit-night.js";
import { createCrash, type Crash } from "../support/crash-points.mjs";
import {
  type Damage,
  type DestinationKind,
  folderKind,
  type KindOfRig,
  lendKinds,
  type Reached,
} from "../support/destination-kinds.js";
import { configure, partsFor, runOnce } from "../support/rig.js";
import { runMain } from "../support/run-main.js";
import { seededRandom } from "../support/seeded-random.js";
import { readTree, writeTree } from "../support/temporary-folder.js";

/** All that is below, for each kind of destination alike; else what a seed picks of it. */
const IN_FULL = process.env["RIGLINE_DESTINATIONS"] === "all";
const SEED = Number(process.env["RIGLINE_DESTINATIONS_SEED"] ?? process.env["TESTS_SEED"]);

const KINDS = lendKinds(IN_FULL);

const TREE = { "tree/a.csv": "1,start\n", "tree/ü b/c.bin": "of many bytes", "tree/ü b/empty": "" };
const FILES = ["behavior/a.csv", "behavior/ü b/c.bin", "session.json"];

function fill(rig: KindOfRig): Record<string, string> {
  writeTree(rig.root, TREE);
  rig.give({ modalities: { behavior: [join(rig.root, "tree")] } });
  const behavior = Object.entries(readTree(join(rig.root, "tree"))).map(([path, text]) => [`behavior/${path}`, text]);
  return { ...Object.fromEntries(behavior), "session.json": readFileSync(join(rig.data, "session.json"), "latin1") };
}

/** A daemon that a crash reaches at each operation of its disk, each record of its journal, each order to its workers. */
function mortal(rig: KindOfRig, crash: Crash, reached: Reached): Partial<DaemonParts> {
  const disk = crash.disk(nodeDisk);
  const fileSystem = crash.fileSystem(nodeFileSystem);
  const inner = createInlinePool(disk, { fileSystem });
  const pool: WorkPool = {
    ...inner,
    run: async (order, options) => {
      crash.pass(`before order ${order.kind}`);
      try {
        return await inner.run(order, options);
      } finally {
        reached.look();
        crash.pass(`after order ${order.kind}`);
      }
    },
  };
  const openJournal = crash.openJournal(jobJournals(nodeFileSystem, systemClock, hostname()));
  return { settings: rig.settings, disk, fileSystem, pool, openJournal };
}

async function run(rig: KindOfRig, changes: Partial<DaemonParts> = {}) {
  const parts = partsFor(rig, { settings: rig.settings, ...changes });
  const end = await runOnce(parts).catch(() => undefined);
  return { end, troubles: parts.events.flatMap((event) => ("code" in event ? [event.code] : [])) };
}

const stepOf = (rig: KindOfRig) =>
  foldJobState(toJobRecords(readJournal(jobJournalPath(rig.flag, "manifest_session.yml")).records)).step;

interface Death {
  readonly point: string;
  readonly occurrence: number;
}

const SOME_OF_RCLONE: readonly Death[] = ["before rclone rcat", "amid rclone copy", "after rclone hashsum"].map(
  (point) => ({ point, occurrence: 1 }),
);

/** Where a daemon can end on its way to such a destination. */
async function countDeaths(kind: DestinationKind): Promise<readonly Death[]> {
  const rig = kind.rig();
  fill(rig);
  const crash = createCrash({ die: () => {} });
  const reached = rig.reach(crash);
  expect((await run(rig, mortal(rig, crash, reached))).troubles).toEqual([]);
  return [...crash.hits, ...reached.hits()].flatMap(([point, count]) =>
    Array.from({ length: count }, (_, index) => ({ point, occurrence: index + 1 })),
  );
}

function pick<Item>(items: readonly Item[], count: number, random: () => number): readonly Item[] {
  if (IN_FULL) return items;
  const left = [...items];
  return Array.from({ length: Math.min(count, left.length) }, () => {
    const [item] = left.splice(Math.floor(random() * left.length), 1);
    return item as Item;
  });
}

/** Said where all is tried: these are the figures of docs/watchdog-service/destinations.md. */
function tell(kind: DestinationKind, what: string): void {
  if (IN_FULL) console.info(`${kind.name}: ${what}`);
}

describe.each(KINDS)("to $name", { timeout: IN_FULL ? 7_200_000 : 1_200_000 }, (kind) => {
  const isAbsent = kind.lacks !== undefined;
  const few = kind.isSlow === true ? 1 : 5;
  const isProgram = kind.name.startsWith("rclone");

  test.skipIf(isAbsent)(
    "whatever step it ends at, the next daemon publishes all of it, and nothing was before",
    async () => {
      // To count them takes as long as to die once.
      const deaths = isProgram && !IN_FULL ? SOME_OF_RCLONE : await countDeaths(kind);
      expect(deaths.length).toBeGreaterThan(isProgram && !IN_FULL ? 1 : 60);
      let died = 0;
      for (const death of pick(deaths, few, seededRandom(SEED))) {
        const where = `${death.point}, ${death.occurrence}; RIGLINE_DESTINATIONS_SEED=${SEED}`;
        const rig = kind.rig();
        const expected = fill(rig);
        const crash = createCrash({ ...death, die: () => {} });
        const reached = rig.reach(crash);
        await run(rig, mortal(rig, crash, reached));
        // How often progress is written depends on how fast it goes.
        expect(crash.dead || death.occurrence > 1, where).toBe(true);
        died += crash.dead ? 1 : 0;
        rig.reach(createCrash({ die: () => {} }));
        if (rig.published() !== undefined) expect(rig.published(), `published in part: ${where}`).toEqual(expected);
        const { troubles } = await run(rig);
        expect([troubles, stepOf(rig)], where).toEqual([[], "complete"]);
        expect([rig.published(), rig.outside()], where).toEqual([expected, []]);
      }
      tell(kind, `${died} of ${describeDeaths(deaths)}`);
    },
  );

  const DAMAGES: readonly Damage[] = ["first byte", "middle byte", "last byte", "shorter", "longer", "gone"];
  test.skipIf(isAbsent || (isProgram && !IN_FULL))(
    "what is spoilt before it is published is sent again, and what is spoilt afterwards is found by verify, and brought back by night",
    async () => {
      let [again, found, mended] = [0, 0, 0];
      const random = seededRandom(SEED + 1);
      const damages = pick(DAMAGES, kind.isSlow === true ? 1 : 2, random);
      for (const how of damages) {
        const where = `${how}; RIGLINE_DESTINATIONS_SEED=${SEED}`;
        const rig = kind.rig();
        const expected = fill(rig);
        const crash = createCrash({ point: `before order ${publishing(kind)}`, die: () => {} });
        await run(rig, mortal(rig, crash, { hits: () => new Map(), look: () => {} }));
        expect([crash.dead, rig.published()], where).toEqual([true, undefined]);
        for (const path of FILES) rig.damage(path, how);
        const { end } = await run(rig);
        if (end?.troubled !== 0) await run(rig);
        expect([rig.published(), stepOf(rig)], where).toEqual([expected, "complete"]);
        again += FILES.length;
        for (const path of FILES) rig.damage(path, how);
        const verified = await verify(rig);
        expect(verified.sort(), where).toEqual(FILES.toSorted());
        found += verified.length;
        mended += await mend(rig);
        expect([rig.published(), rig.kept().length], where).toEqual([expected, how === "gone" ? 0 : FILES.length]);
      }
      // Bytes that change with nobody writing: no store is asked for them before somebody reads them.
      const rotten = kind.rig();
      const sound = fill(rotten);
      await run(rotten);
      for (const path of FILES) rotten.damage(path, "rot");
      expect((await verify(rotten)).sort()).toEqual(FILES.toSorted());
      mended += await mend(rotten);
      expect([rotten.published(), await verify(rotten)]).toEqual([sound, []]);
      tell(
        kind,
        `${again} of ${again} sent again, ${found + FILES.length} of ${found + FILES.length} found by verify, ${mended} brought back`,
      );
    },
  );
});

/** By what is about to be done, or just was. */
function describeDeaths(deaths: readonly Death[]): string {
  const isOf = {
    orders: (point: string): boolean => point.includes(" order "),
    journal: (point: string): boolean => / record | of the journal$/.test(point),
    store: (point: string): boolean => / (?:rclone .*|[A-Z]\w+)$/.test(point),
  };
  const count = (is: (point: string) => boolean): number => deaths.filter(({ point }) => is(point)).length;
  const [orders, journal, store] = [count(isOf.orders), count(isOf.journal), count(isOf.store)];
  const disk = deaths.length - orders - journal - store;
  return `${deaths.length} deaths: orders ${orders}, journal ${journal}, disk ${disk}, asked of the store ${store}`;
}

const publishing = (kind: DestinationKind): string => (kind === folderKind ? "publish" : "publishStore");

/** How many files the night brings back. */
async function mend(rig: KindOfRig): Promise<number> {
  const { states } = await auditNight(rig, { day: 1 });
  expect(states[0]?.verification?.isWhole).toBe(true);
  return states[0]?.verification?.repaired?.files ?? 0;
}

/** The files that are missing or changed. */
async function verify(rig: KindOfRig): Promise<string[]> {
  const { stores } = rig.settings;
  if (stores?.s3 !== undefined)
    configure(rig, { s3: { endpoint: stores.s3.endpoint, path_style: stores.s3.pathStyle } });
  const { stdout } = await runMain("verify", "-c", rig.config, "session", "--json");
  const { missing, changed } = JSON.parse(stdout) as { missing: string[]; changed: { path: string }[] };
  return [...missing, ...changed.map(({ path }) => path)];
}
