import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { beforeEach, expect, test } from "vitest";
import { auditNight } from "../support/audit-night.js";
import { lendS3Server } from "../support/destination-kinds.js";
import { createRig, partsFor, runOnce, settingsFor } from "../support/rig.js";
import type { S3Server } from "../support/s3-server.js";
import { seededBytes } from "../support/seeded-random.js";

let server: S3Server;
lendS3Server((lent) => (server = lent));
beforeEach(() => {
  server.fault = () => undefined;
  server.objects.clear();
});

const MOVIE = Buffer.from(seededBytes(3, 16 * 1024 * 1024 + 99));
const MANIFESTS = ["manifest_session.yml", "manifest_session.also-2.yml"];
const PLACE = "lab/archive/614173/session";

/** A session at the lab's server and in a store, and no more at the rig. */
async function handOff(movie: Uint8Array = MOVIE) {
  const rig = createRig();
  const alsoTo = [{ destination: "s3://lab/archive", needed: true }];
  const stores = { s3: { endpoint: server.endpoint, pathStyle: true } };
  const settings = settingsFor(rig, { alsoTo, stores });
  mkdirSync(join(rig.root, "video"));
  writeFileSync(join(rig.root, "video/movie.bin"), movie);
  rig.hand("session", {
    endpoint: null,
    modalities: { behavior: [join(rig.data, "behavior")], video: [join(rig.root, "video")] },
  });
  await runOnce(partsFor(rig, { settings }));
  rmSync(rig.data, { recursive: true });
  rmSync(join(rig.root, "video"), { recursive: true });
  const rot = (path: string): void => {
    const object = server.objects.get(`${PLACE}/${path}`);
    if (object === undefined) throw new Error(`${path} is not there`);
    // Behind the store's back, which remembers what its sha256 was.
    object.body = Buffer.concat([Buffer.from("X"), object.body.subarray(1)]);
  };
  const kept = (): string[] =>
    [...server.objects.keys()].filter((key) => key.startsWith("lab/archive/614173/.rigline/damaged/session/"));
  return { ...rig, settings, rot, kept, copy: join(rig.destination, "session") };
}

test("what rots in a store is brought back from the copy in a folder, and what was wrong is kept in the store", async () => {
  const rig = await handOff();
  rig.rot("video/movie.bin");
  server.objects.delete(`${PLACE}/session.json`);
  const { states, notices } = await auditNight(rig, { day: 1, manifests: MANIFESTS });
  const [atLab, inStore] = states.map((state) => state?.verification);
  expect([atLab?.isWhole, inStore?.isWhole]).toEqual([true, true]);
  expect(inStore?.repaired).toMatchObject({ files: 2, from: rig.copy });
  expect(notices).toEqual([
    expect.stringMatching(
      /^2 files brought back from .*; what was wrong is kept at s3:\/\/lab\/archive\/614173\/\.rigline\/damaged\/session\/\d+$/,
    ),
  ]);
  expect(server.objects.get(`${PLACE}/video/movie.bin`)?.body.equals(MOVIE)).toBe(true);
  expect(server.objects.has(`${PLACE}/session.json`)).toBe(true);
  const [aside = "", ...more] = rig.kept();
  expect([aside.endsWith("/video/movie.bin"), more]).toEqual([true, []]);
  expect(server.objects.get(aside)?.body.subarray(0, 1).toString()).toBe("X");
  const second = await auditNight(rig, { day: 3, manifests: MANIFESTS });
  expect([second.notices, second.states.map((state) => state?.verification?.isWhole)]).toEqual([[], [true, true]]);
});

test("what is spoilt in a folder is brought back from the copy in a store, where those may be read", async () => {
  const rig = await handOff();
  const file = join(rig.copy, "video/movie.bin");
  writeFileSync(file, "spoilt");
  const { notices } = await auditNight(rig, { day: 1, stores: false, manifests: MANIFESTS.slice(0, 1) });
  expect(notices).toEqual(["it can't be brought back: video/movie.bin: no other copy of it is known that is whole"]);
  // Of a store that does not answer nothing comes, and that is said.
  server.fault = ({ operation, key }) =>
    operation === "GetObject" && key.endsWith("movie.bin") ? { status: 403, code: "AccessDenied" } : undefined;
  expect((await auditNight(rig, { day: 3, manifests: MANIFESTS.slice(0, 1) })).notices.join()).toContain(
    "AccessDenied",
  );
  server.fault = () => undefined;
  const { states } = await auditNight(rig, { day: 5, manifests: MANIFESTS.slice(0, 1) });
  expect(readFileSync(file).equals(MOVIE)).toBe(true);
  expect(states[0]?.verification).toMatchObject({
    isWhole: true,
    repaired: { files: 1, from: "s3://lab/archive/614173/session" },
  });
});

test("nothing is brought back where it can't be kept aside, is not what was published, or is whole nowhere", async () => {
  const rig = await handOff(Buffer.from("short"));
  const spoilt = (): string | undefined => server.objects.get(`${PLACE}/behavior/events.csv`)?.body.toString();
  rig.rot("behavior/events.csv");
  const before = spoilt();
  server.fault = ({ operation }) => (operation === "CopyObject" ? { status: 403, code: "AccessDenied" } : undefined);
  const refused = await auditNight(rig, { day: 1, manifests: MANIFESTS });
  expect([spoilt(), refused.notices]).toEqual([
    before,
    [expect.stringContaining("behavior/events.csv: s3://lab/archive/614173/session could not be kept aside")],
  ]);
  server.fault = () => undefined;
  const whole = server.objects.get(`${PLACE}/.rigline/whole.json`)!;
  server.objects.set(`${PLACE}/.rigline/whole.json`, { ...whole, body: Buffer.from("{}") });
  const another = await auditNight(rig, { day: 3, manifests: MANIFESTS });
  expect([spoilt(), another.notices.join()]).toEqual([
    before,
    expect.stringContaining("no inventory that is published there has it"),
  ]);
  server.objects.set(`${PLACE}/.rigline/whole.json`, whole);
  const other = join(rig.copy, "behavior/events.csv");
  const openSource = (path: string): number => {
    if (path === other) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
    return nodeDisk.openSource(path);
  };
  const disk = { ...nodeDisk, openSource };
  const unread = await auditNight(rig, { day: 4, manifests: MANIFESTS.slice(1), disk });
  expect([spoilt(), unread.notices.join()]).toEqual([
    before,
    expect.stringContaining("no other copy of it is known that is whole"),
  ]);
  writeFileSync(other, "spoilt as well");
  const nowhere = await auditNight(rig, { day: 5, manifests: MANIFESTS });
  expect([spoilt(), nowhere.notices.join(), rig.kept()]).toEqual([
    before,
    expect.stringContaining("no other copy of it is known that is whole"),
    [],
  ]);
});
