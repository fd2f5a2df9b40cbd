import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FileSystem, nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { beforeEach, expect, test } from "vitest";
import type { CatalogueDataset } from "../../src/catalogue/catalogue.js";
import { CatalogueTeller } from "../../src/catalogue/catalogue-teller.js";
import { createHttpRequest } from "../../src/catalogue/http-request.js";
import { SciCat } from "../../src/catalogue/sci-cat.js";
import type { DaemonEvent } from "../../src/jobs/daemon-events.js";
import { runDaemon } from "../../src/daemon/run-daemon.js";
import { createRig, partsFor, type Rig, settingsFor, type TestParts } from "../support/rig.js";
import { runMain } from "../support/run-main.js";
import { type SciCatServer, startSciCat, TOKEN } from "./scicat-server.js";

const request = createHttpRequest(() => undefined);

let server: SciCatServer;
let rig: Rig;
beforeEach(async () => {
  server = await startSciCat();
  rig = createRig();
});

const OF_SCICAT = {
  token: { env: "SCICAT_TOKEN" },
  owner_group: "aind",
  access_groups: ["everybody"],
  owner: "Ada Lovelace",
  contact_email: "lab@example.org",
  pid_prefix: "20.500.1/",
};

function scicat(readToken = () => TOKEN): SciCat {
  return new SciCat({
    settings: { url: server.url, ...OF_SCICAT },
    hostname: "rig-7",
    timeoutMs: 5000,
    request,
    readToken,
  });
}

const DATASET: CatalogueDataset = {
  key: "0123456789abcdef".repeat(4),
  name: "one",
  folder: "/central/614173/one",
  subject: "614173",
  project: "Dynamic Routing",
  platform: null,
  modalities: ["behavior"],
  acquiredAt: "2026-03-02T18:15:00.000Z",
  contact: null,
  files: [
    { path: "behavior/a.csv", bytes: 3, hash: "aa" },
    { path: "session.json", bytes: 4, hash: "bb" },
  ],
  algorithm: "sha256",
  listedAt: "2026-03-02T20:00:00.000Z",
};
const PID = "20.500.1/01234567-89ab-cdef-0123-456789abcdef";
const register = (dataset = DATASET, readToken?: () => string) =>
  scicat(readToken).register(dataset, new AbortController().signal);

test("a session is registered with its files and their checksums; told again, it is there once", async () => {
  expect(await register()).toBe(PID);
  expect(Object.fromEntries(server.datasets)).toEqual({
    [PID]: {
      pid: PID,
      type: "raw",
      datasetName: "one",
      owner: "Ada Lovelace",
      ownerGroup: "aind",
      accessGroups: ["everybody"],
      contactEmail: "lab@example.org",
      principalInvestigator: "Ada Lovelace",
      creationLocation: "/rig-7",
      creationTime: "2026-03-02T18:15:00.000Z",
      sourceFolder: "/central/614173/one",
      keywords: ["behavior"],
      scientificMetadata: {
        subject: { value: "614173", unit: "" },
        project: { value: "Dynamic Routing", unit: "" },
      },
      size: 7,
      numberOfFiles: 2,
    },
  });
  expect(server.blocks).toMatchObject([
    { chkAlg: "sha256", dataFileList: [{ path: "behavior/a.csv", size: 3, chk: "aa" }, { chk: "bb" }] },
  ]);
  await register();
  expect([server.datasets.size, server.blocks.length]).toEqual([1, 1]);
  expect(server.asked.slice(3)).toEqual(["POST datasets", "PATCH dataset", "GET dataset origdatablocks"]);
});

test("what is another by now is brought up to date, and lists of many files come in parts", async () => {
  await register();
  const [first, second] = DATASET.files;
  await register({ ...DATASET, folder: "/central/elsewhere", files: [first!, { ...second!, hash: "cc" }] });
  expect(server.datasets.get(PID)).toMatchObject({ sourceFolder: "/central/elsewhere", size: 7 });
  expect(server.blocks).toMatchObject([{ dataFileList: [{ chk: "aa" }, { chk: "cc" }] }]);
  const files = Array.from({ length: 5001 }, (_, index) => ({ path: `f${index}`, bytes: 1 }));
  await register({ ...DATASET, key: "f".repeat(64), files, algorithm: null });
  expect(server.blocks.slice(1).map(({ dataFileList }) => dataFileList.length)).toEqual([5000, 1]);
  expect(server.blocks[1]).not.toHaveProperty("chkAlg");
});

test.each([
  [{ status: 503, body: {} }, "CATALOGUE_UNREACHABLE", "{}"],
  [{ status: 429, body: "slow down" }, "CATALOGUE_UNREACHABLE", "slow down"],
  [{ status: 403, body: { message: "Unauthorized to create this dataset" } }, "CATALOGUE_REFUSED", "Unauthorized to"],
  [{ status: 400, body: { message: ["a", "b"] } }, "CATALOGUE_REFUSED", "a; b"],
])("%o is %s: %s", async (answer, code, why) => {
  server.instead = answer;
  await expect(register()).rejects.toMatchObject({ code, why: expect.stringContaining(why) as string });
});

test("a token that is not valid is told as that and never printed, and nobody there is tried again", async () => {
  await expect(register(DATASET, () => "old")).rejects.toMatchObject({
    code: "CATALOGUE_REFUSED",
    todo: expect.stringContaining("token") as string,
  });
  server.instead = { status: 400, body: { message: `bad header Bearer ${TOKEN}` } };
  await expect(register()).rejects.not.toMatchObject({ why: expect.stringContaining(TOKEN) as string });
  server.url = "http://127.0.0.1:1/api/v3";
  await expect(register()).rejects.toMatchObject({ code: "CATALOGUE_UNREACHABLE" });
});

/** A daemon that tells a catalogue, once. */
async function tellOnce(parts: TestParts): Promise<void> {
  const teller = new CatalogueTeller(parts, scicat());
  const report = (event: DaemonEvent): void => {
    parts.report(event);
    teller.hearEvent(event);
  };
  const options = { once: true, idleMs: undefined, signal: new AbortController().signal };
  await teller.during(options, () => runDaemon({ ...parts, report }, options));
}

const told = (changes: Partial<TestParts> = {}) =>
  partsFor(rig, {
    ...changes,
    settings: settingsFor(rig, { catalogue: { scicat: { url: server.url, ...OF_SCICAT } } }),
  });
const waiting = (): readonly string[] => readdirSync(join(rig.flag, ".rigline", "catalogue"));

test("a session is told when its job is done; a refusal holds nothing up, is on record, and is told again by the next daemon", async () => {
  server.instead = { status: 403, body: { message: "Unauthorized to create this dataset" } };
  rig.hand("one");
  const first = told();
  await tellOnce(first);
  expect(first.events.map(({ event }) => event).slice(-2)).toEqual(["archived", "catalogued"]);
  const refused = await runMain("status", "-c", rig.config);
  expect(refused.stdout).toMatch(
    /one: complete\n[^]*catalogue +refused: SciCat at \S+ answered 403[^]*Unauthorized to create/,
  );
  expect(waiting()).toEqual(["manifest_one.yml.json"]);

  server.instead = undefined;
  const next = told();
  await tellOnce(next);
  expect(next.events).toMatchObject([{ event: "catalogued", job: "one", state: "registered" }]);
  expect(waiting()).toEqual([]);
  const [dataset] = server.datasets.values();
  expect(dataset).toMatchObject({ datasetName: "one", contactEmail: "jane.doe@alleninstitute.org", numberOfFiles: 3 });
  const shown = await runMain("show", "one", "-c", rig.config);
  expect(shown.stdout).toMatch(
    /catalogue +registered as 20\.500\.1\/[^]*the catalogue refused it[^]*registered in the catalogue as/,
  );
});

test("a catalogue that is away is told again, ever more seldom, and told of once; without one nothing is noted", async () => {
  server.instead = { status: 503, body: {} };
  rig.hand("one");
  const clock = createFakeClock({ now: systemClock.now() });
  const parts = { ...told(), clock, random: () => 1 };
  await tellOnce({ ...parts, clock: systemClock });
  server.asked.length = 0;
  const teller = new CatalogueTeller(parts, scicat());
  let end = (): void => {};
  const running = teller.during({ once: false }, () => new Promise<void>((resolve) => (end = resolve)));
  const until = async (done: () => boolean): Promise<void> => {
    // Answers come by a real socket; what is waited for is the event and no time.
    while (!done()) await clock.advance(30_000).then(() => new Promise((resolve) => setImmediate(resolve)));
  };
  await until(() => server.asked.length >= 3);
  server.instead = undefined;
  await until(() => waiting().length === 0);
  end();
  await running;
  expect(parts.events.filter(({ event }) => event === "notice")).toHaveLength(2);
  rig.hand("two");
  const { events } = partsFor(rig);
  await runDaemon(partsFor(rig), { once: true, idleMs: undefined, signal: new AbortController().signal });
  expect([waiting(), events]).toEqual([[], []]);
});

const refuse = (): never => {
  throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
};
/** A disk that has no place for what is to be told. */
const withoutPlace = (change: Partial<FileSystem>): FileSystem => ({ ...nodeFileSystem, ...change });

test("what can't be noted, found or recorded holds up no hand-off", async () => {
  server.instead = { status: 400, body: {} };
  const isOurs = (path: string): boolean => path.endsWith("catalogue") || path.includes("catalogue/manifest");
  const makeFolder: FileSystem["makeFolder"] = (path) => (isOurs(path) ? refuse() : nodeFileSystem.makeFolder(path));
  const makeNewFolder: FileSystem["makeNewFolder"] = (path) =>
    isOurs(path) ? refuse() : nodeFileSystem.makeNewFolder(path);
  rig.hand("one");
  const first = told({ fileSystem: withoutPlace({ makeFolder, makeNewFolder }) });
  await tellOnce(first);
  expect(first.events.filter(({ event }) => event === "archived" || event === "notice")).toMatchObject([
    { event: "notice", message: expect.stringContaining("will not be told of it: ") as string },
    { event: "archived" },
  ]);
  expect(server.asked).toEqual([]);

  rig.hand("two");
  await runDaemon(told(), { once: true, idleMs: undefined, signal: new AbortController().signal });
  writeFileSync(join(rig.flag, ".rigline", "catalogue", "broken.json"), "{");
  const nothing = (): Promise<void> => Promise.resolve();
  const list: FileSystem["list"] = (path) => (isOurs(path) ? refuse() : nodeFileSystem.list(path));
  await new CatalogueTeller(told({ fileSystem: withoutPlace({ list }) }), scicat()).during({ once: true }, nothing);
  expect(server.asked).toEqual([]);
  const parts = told({ openJournal: refuse });
  await new CatalogueTeller(parts, scicat()).during({ once: true }, nothing);
  expect([server.asked, parts.events, waiting()]).toEqual([
    ["POST datasets"],
    [],
    ["broken.json", "manifest_two.yml.json"],
  ]);
});
