import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type KindOfRig, lendS3Server, rcloneKind, s3Kind } from "../support/destination-kinds.js";
import { configure, partsFor, runOnce } from "../support/rig.js";
import { runMain } from "../support/run-main.js";
import type { S3Server } from "../support/s3-server.js";
import { readTree } from "../support/temporary-folder.js";

let server: S3Server;
lendS3Server((lent) => (server = lent));

async function handOff(rig: KindOfRig): Promise<string> {
  rig.give();
  const parts = partsFor(rig, { settings: rig.settings });
  await runOnce(parts);
  const published = parts.events.find((event) => event.event === "published");
  return published?.event === "published" ? published.destination : "nothing was published";
}

test("a copy in a store is whole, then damaged, as a folder's would be, and its job is told of it", async () => {
  const rig = s3Kind(() => server, true).rig();
  configure(rig, { s3: { endpoint: server.endpoint, path_style: true } });
  const place = await handOff(rig);
  const whole = await runMain("verify", "-c", rig.config, place);
  expect([whole.code, whole.stdout.split("\n")]).toEqual([
    0,
    [
      `${place}: whole`,
      "  compared   3 files, 54 B: every byte, by sha256, read past this machine's cache",
      expect.stringMatching(/^ {2}inventory {2}s3:.*\/session\/\.rigline\/whole\.json, of /),
      "  recorded   in the job's journal as soon as a daemon runs, or has time for it",
      "",
    ],
  ]);
  // By the job's name, too, and once somebody has changed, taken and added something.
  rig.damage("behavior/events.csv");
  rig.occupy();
  server.objects.delete(`${place.slice("s3://".length)}/session.json`);
  const damaged = await runMain("verify", "-c", rig.config, "session", "--json");
  expect([damaged.code, JSON.parse(damaged.stdout)]).toEqual([
    9,
    expect.objectContaining({
      folder: place,
      result: "damaged",
      missing: ["session.json"],
      changed: [{ path: "behavior/events.csv", why: "has another sha256" }],
      extra: ["theirs.txt"],
      recorded: "asked",
    }),
  ]);
});

test("what is not published in a store, or can't be reached, is told", async () => {
  const rig = s3Kind(() => server, true).rig();
  configure(rig, { s3: { endpoint: server.endpoint, path_style: true } });
  const nothing = await runMain("verify", "-c", rig.config, "s3://lab/stage/nobody/session");
  expect([nothing.code, nothing.stderr]).toEqual([6, expect.stringContaining("INVENTORY_NOT_FOUND")]);
  const bucket = await runMain("verify", "-c", rig.config, "s3://nobodys/stage/session");
  expect([bucket.code, bucket.stderr]).toEqual([10, expect.stringContaining("or make the bucket.")]);
});

test("a session comes back from a store, each file held against the list; what is at the rig stays, and what was spoilt does not come", async () => {
  server.objects.clear();
  const rig = s3Kind(() => server, true).rig();
  configure(rig, { s3: { endpoint: server.endpoint, path_style: true } });
  const place = await handOff(rig);
  expect(place).toMatch(/^s3:/);
  const to = join(rig.root, "fetched");
  mkdirSync(join(to, "session"), { recursive: true });
  writeFileSync(join(to, "session/session.json"), "another's");
  const first = await runMain("fetch", "-c", rig.config, place, "--to", to, "--json");
  expect([first.code, JSON.parse(first.stdout)]).toEqual([
    6,
    expect.objectContaining({
      fetched: ["behavior/events.csv", "behavior/logs/launcher.log"],
      inTheWay: ["session.json"],
    }),
  ]);
  rmSync(join(to, "session/session.json"));
  rig.damage("session.json", "rot");
  const spoilt = await runMain("fetch", "-c", rig.config, "session", "--to", to);
  expect([spoilt.code, spoilt.stdout]).toEqual([
    9,
    expect.stringContaining("changed    session.json: has another sha256"),
  ]);
  rig.damage("session.json", "rot");
  const again = await runMain("fetch", "-c", rig.config, "session", "--to", to);
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining("1 file fetched, 2 there already")]);
  expect(readTree(join(to, "session"))).toEqual(rig.published());
  expect(readdirSync(to)).toEqual(["session"]);
});

test.skipIf(rcloneKind.lacks !== undefined)(
  `a copy that rclone has brought is verified by rclone, without a watch config (${rcloneKind.lacks ?? "rclone is there"})`,
  async () => {
    const rig = rcloneKind.rig();
    const place = await handOff(rig);
    rig.damage("session.json");
    const { code, stdout } = await runMain("verify", place);
    expect([code, stdout]).toEqual([9, expect.stringContaining("  changed    session.json: has another sha256")]);
    mkdirSync(join(rig.root, "fetched"));
    const fetched = await runMain("fetch", place, "--to", join(rig.root, "fetched"));
    expect([fetched.code, readdirSync(join(rig.root, "fetched/session"))]).toEqual([9, ["behavior"]]);
  },
  // A dozen and a half programs, on a machine that has others.
  120_000,
);
