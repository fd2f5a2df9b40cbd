import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SEND_TEST } from "@rigline/foundation/names";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { dropWish, parseManifest, readJobState } from "@rigline/manifest";
import { expect, test } from "vitest";
import { runDaemon } from "../../src/daemon/run-daemon.js";
import { manifestText, partsFor, PUBLISHED, settingsFor } from "../support/rig.js";
import type { DaemonEvent } from "../../src/jobs/daemon-events.js";
import { readTree } from "../support/temporary-folder.js";
import { queued, SECOND, twoDestinations } from "../support/two-destinations.js";

test("a session goes to a second destination as well, verified there, submitted once, and ends when both have it", async () => {
  const rig = twoDestinations();
  rig.give({ deleteSource: true });
  const { end, events } = await rig.run();
  expect([end.troubled, rig.service.posts.length]).toEqual([0, 1]);
  for (const folder of [rig.destination, rig.second]) expect(readTree(join(folder, "session"))).toEqual(PUBLISHED);
  expect(readdirSync(rig.complete).sort()).toEqual(["manifest_session.also-2.yml", "manifest_session.yml"]);
  expect(events.flatMap((event) => (event.event === "published" ? [event.job] : []))).toEqual(["session", SECOND]);
  expect(existsSync(join(rig.data, "behavior", "events.csv"))).toBe(false);
  const destination = join(rig.second, "session");
  expect(rig.job()).toMatchObject({ step: "complete", alsoTo: [{ destination, needed: true, isThere: true }] });
  const copyOf = { manifest: "manifest_session.yml", needed: true };
  expect(rig.job(SECOND)).toMatchObject({ step: "complete", destination, copyOf, submission: { endpoint: null } });
  // What is found while no daemon runs is told from then on.
  const manifest = "manifest_session.also-2.yml";
  const { digest = "" } = readJobState(nodeFileSystem, rig.flag, manifest) ?? {};
  const found = { missing: 1, changed: 0, unreadable: 0, extra: 0 };
  const deed = { do: "verify", digest, algorithm: "sha256", found } as const;
  dropWish(nodeFileSystem, rig.flag, { manifest, deed, by: "ada@rig", at: "2026-07-15T09:00:00Z" });
  const detail = expect.stringContaining("its copy was not whole when ada@rig") as string;
  expect(rig.job()).toMatchObject({ word: "stuck", alsoTo: [{ destination, detail }] });
});

test("what is derived is a plain manifest, for any watchdog: the same data, nothing to submit, nothing to delete", async () => {
  const rig = twoDestinations();
  rig.give({ deleteSource: true, notes: { rigline_exclude: ["*.log"], rigline_keep_sources: ["/x"], lab: "B" } });
  rig.takeAway();
  await rig.run();
  const read = (name: string) => parseManifest(readFileSync(join(rig.flag, name))).manifest;
  const session = read("manifest_session.yml");
  expect(read("manifest_session.also-2.yml")).toEqual({
    ...session,
    destination: rig.second,
    transferEndpoint: null,
    transferServiceArgs: null,
    deleteModalitiesSourceAfterSuccess: false,
    extraIdentifyingInfo: {
      rigline_exclude: ["*.log"],
      lab: "B",
      rigline_copy_of: { manifest: "manifest_session.yml", needed: true },
    },
  });
  expect(existsSync(join(rig.destination, "session", "behavior", "logs", "launcher.log"))).toBe(false);
});

test("a second server that is away holds up neither the first copy nor the submission; the end of the session waits for it", async () => {
  const rig = twoDestinations();
  rig.give({ deleteSource: true });
  rig.takeAway();
  const { end, events } = await rig.run();
  expect(end.troubled).toBe(1);
  expect(rig.service.posts).toHaveLength(1);
  expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
  expect(readTree(join(rig.data, "behavior"))).not.toEqual({});
  expect(queued(rig)).toEqual(["manifest_session.also-2.yml", "manifest_session.yml"]);
  expect(events).toContainEqual({
    event: "notice",
    job: "session",
    message: `at its destination; not done before its copy is at ${join(rig.second, "session")}`,
  });
  expect(rig.job()).toMatchObject({
    step: "submitted",
    failure: null,
    alsoTo: [{ needed: true, isThere: false, detail: expect.stringContaining("is the share connected?") as string }],
  });
  expect(rig.job(SECOND)).toMatchObject({ failure: { code: "DESTINATION_MISSING" } });

  rig.bringBack();
  expect((await rig.run()).end.troubled).toBe(0);
  expect(readTree(join(rig.second, "session"))).toEqual(PUBLISHED);
  expect(existsSync(join(rig.data, "behavior", "events.csv"))).toBe(false);
  expect([queued(rig), rig.service.posts.length]).toEqual([[], 1]);
});

test("one that is not needed and can't be reached is told, given up, and holds up no deletion", async () => {
  const rig = twoDestinations();
  rig.give({ needed: false, deleteSource: true });
  rig.takeAway();
  const { events } = await rig.run();
  await rig.run();
  expect(existsSync(join(rig.data, "behavior", "events.csv"))).toBe(false);
  expect(rig.job()).toMatchObject({ step: "complete", alsoTo: [{ needed: false, isThere: false }] });
  expect(rig.job(SECOND)).toMatchObject({
    step: "cancelled",
    cancelled: { by: expect.stringMatching(/^rigline-watchdog@/) as string },
  });
  expect(events).toContainEqual({
    event: "notice",
    job: "session",
    message: expect.stringMatching(
      /^not at .*, where it is not needed, and given up now that its source is deleted: /,
    ) as string,
  });
});

test("with --once a session is tried once, whatever becomes of its copies meanwhile", async () => {
  const rig = twoDestinations();
  const destination = join(rig.root, "away", "first");
  rig.give({ needed: false, destination });
  rig.takeAway();
  const failed: string[] = [];
  let copyFails = (): void => {};
  const copyFailed = new Promise<void>((resolve) => (copyFails = resolve));
  const { pool } = partsFor(rig);
  // The session is at it while its copy fails.
  const slow: typeof pool = {
    ...pool,
    run: async (order, options) => {
      if (order.kind === "lookAtDestination" && order.destination === destination) await copyFailed;
      return pool.run(order, options);
    },
  };
  const report = (event: DaemonEvent): void => {
    if (event.event !== "failed") return;
    failed.push(event.job);
    // When all that follows from it is done.
    if (event.job === SECOND) setImmediate(copyFails);
  };
  await rig.run({ pool: slow, report });
  expect(failed).toEqual([SECOND, "session"]);
});

test("one that is not needed and is on its way is waited for, for nothing would be left to make it from", async () => {
  const rig = twoDestinations();
  rig.give({ needed: false, deleteSource: true });
  expect((await rig.run()).end.troubled).toBe(0);
  expect(readTree(join(rig.second, "session"))).toEqual(PUBLISHED);
  expect(existsSync(join(rig.data, "behavior", "events.csv"))).toBe(false);
});

test("a source that is in the second copy as it was before is not deleted", async () => {
  const rig = twoDestinations();
  const first = rig.give({ deleteSource: true });
  // The session's own share is away while the second copy is made, and then a file changes.
  writeFileSync(
    first,
    manifestText(rig, {
      name: "session",
      endpoint: "http://service/submit",
      deleteSource: true,
      destination: join(rig.root, "central", "first"),
      notes: { rigline_also_to: [{ destination: rig.second }] },
    }),
  );
  await rig.run();
  expect(rig.job(SECOND)?.step).toBe("complete");
  writeFileSync(join(rig.data, "behavior", "events.csv"), "changed since\n");
  mkdirSync(join(rig.root, "central"));
  const { events } = await rig.run();
  expect(rig.job()?.step).toBe("complete");
  expect(readTree(join(rig.data, "behavior"))).toEqual({ "events.csv": "changed since\n" });
  expect(events).toContainEqual({ event: "sourceDeleted", job: "session", files: 1, kept: 1 });
});

test("who gives up a copy that is needed lets the session come to its end, and keeps its source", async () => {
  const rig = twoDestinations();
  rig.give({ deleteSource: true });
  rig.takeAway();
  await rig.run();
  rig.ask(SECOND, { do: "cancel" });
  const { events } = await rig.run();
  expect([rig.job()?.step, rig.job(SECOND)?.step]).toEqual(["complete", "cancelled"]);
  expect(readTree(join(rig.data, "behavior"))).not.toEqual({});
  expect(events).toContainEqual({
    event: "notice",
    job: "session",
    message: expect.stringContaining("where it is needed too, was cancelled") as string,
  });
});

test("the same folder under another name is no second one: its copy is parked, the session goes on to its submission", async () => {
  const rig = twoDestinations();
  mkdirSync(rig.destination);
  symlinkSync(rig.destination, rig.second, "junction");
  rig.give({ deleteSource: true });
  await rig.run();
  expect(rig.job(SECOND)).toMatchObject({ step: "parked", failure: { code: "FURTHER_DESTINATION_SAME" } });
  expect(rig.job()).toMatchObject({ step: "submitted", word: "stuck" });
  expect(readTree(join(rig.data, "behavior"))).not.toEqual({});
  // Nothing becomes of either without a person, for whom no daemon has to wait.
  const idle = { once: false, idleMs: 1, signal: new AbortController().signal };
  expect(await runDaemon(partsFor(rig, { http: rig.service }), idle)).toMatchObject({ reason: "idle" });
});

test("what can't be looked at now is taken for another folder: a server that is away holds up no copy to another one", async () => {
  const rig = twoDestinations();
  rig.give();
  const { pool } = partsFor(rig);
  const blind: typeof pool = {
    ...pool,
    run: (order, options) =>
      order.kind === "isSame" ? Promise.reject(new Error("no answer")) : pool.run(order, options),
  };
  expect((await rig.run({ pool: blind })).end.troubled).toBe(0);
  expect(readTree(join(rig.second, "session"))).toEqual(PUBLISHED);
});

test.each([
  ["relative", "second", "DESTINATION_NOT_ABSOLUTE"],
  ["the manifest's own", undefined, "MANIFEST_VALUE_INVALID"],
])(
  "a further destination that can't be meant, %s, parks the manifest in daylight",
  async (_what, destination, code) => {
    const rig = twoDestinations();
    rig.give({ notes: { rigline_also_to: [{ destination: destination ?? rig.destination }] } });
    await rig.run();
    const [parked] = [rig.job(), rig.job("manifest_session.yml")].filter((job) => job !== undefined);
    expect(parked).toMatchObject({ step: "parked", failure: { code } });
    expect(existsSync(rig.destination)).toBe(false);
  },
);

test("a file of somebody else under the name of the derived manifest is never replaced, and the first copy goes on", async () => {
  const rig = twoDestinations();
  const taken = join(rig.flag, "manifest_session.also-2.yml");
  writeFileSync(taken, "a: note\n");
  rig.give();
  const { events } = await rig.run();
  expect(readFileSync(taken, "utf8")).toBe("a: note\n");
  expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
  expect(rig.job()).toMatchObject({ step: "submitted", failure: { code: "FURTHER_NAME_TAKEN" } });
  expect(events).toContainEqual({
    event: "notice",
    job: "session",
    message: expect.stringContaining("its copy to a further destination can't be begun yet") as string,
  });
  rmSync(taken);
  await rig.run();
  expect(rig.job()?.step).toBe("complete");
  expect(readTree(join(rig.second, "session"))).toEqual(PUBLISHED);
});

test("nothing is derived from what may be the beginning of a longer manifest, before nobody has gone on writing it", async () => {
  const rig = twoDestinations();
  const path = rig.give();
  // In an order in which no program writes it, whose last key would say that it is whole.
  const known = JSON.parse(readFileSync(path, "utf8").replace(/\.\.\.\s*$/, "")) as object;
  const byHand = Object.entries(known).toReversed();
  const whole = byHand.map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join("");
  const begun = whole.replace('"behavior":', '"ecephys":');
  writeFileSync(path, begun);
  const taken: string[] = [];
  const report = (event: DaemonEvent): void => {
    if (event.event !== "accepted") return;
    taken.push(event.job);
    // Whoever writes it goes on.
    if (taken.length === 1) writeFileSync(path, whole);
  };
  await rig.run({ report, settings: settingsFor(rig, { settleMs: 25 }) });
  expect(taken).toEqual(["session", "session", SECOND]);
  for (const folder of [rig.destination, rig.second]) expect(readTree(join(folder, "session"))).toEqual(PUBLISHED);
  expect(rig.job()?.step).toBe("complete");
});

test("the watch config may send every session to a second destination, there in the subject's folder", async () => {
  const rig = twoDestinations();
  rig.hand("session");
  rig.hand("other", { notes: { rigline_also_to: [{ destination: join(rig.second, "614173"), needed: false }] } });
  mkdirSync(rig.second);
  const settings = settingsFor(rig, { alsoTo: [{ destination: rig.second, needed: true }] });
  await rig.run({ settings });
  expect(readdirSync(join(rig.second, "614173")).sort()).toEqual([".rigline", "other", "session"]);
  expect(rig.job(SECOND)?.step).toBe("complete");
  expect(rig.job("other")?.alsoTo).toMatchObject([{ needed: true, isThere: true }]);
  expect(rig.job(SECOND)?.alsoTo).toEqual([]);
});

test("what is sent as a test goes to its first destination alone, where whoever sends it clears it away", async () => {
  const rig = twoDestinations();
  const name = `${SEND_TEST}-x`;
  rig.hand(name, { notes: { rigline_also_to: [{ destination: rig.second }] } });
  await rig.run({ settings: settingsFor(rig, { alsoTo: [{ destination: rig.second, needed: true }] }) });
  expect([rig.job(name)?.step, rig.job(name)?.alsoTo, existsSync(rig.second)]).toEqual(["complete", [], false]);
});

test("a watch config that names a second destination no more does not free those that wait for it", async () => {
  const rig = twoDestinations();
  rig.hand("session", { deleteSource: true });
  rig.takeAway();
  const settings = settingsFor(rig, { alsoTo: [{ destination: rig.second, needed: true }] });
  await rig.run({ settings });
  await rig.run();
  expect(queued(rig)).toEqual(["manifest_session.also-2.yml", "manifest_session.yml"]);
  expect(readTree(join(rig.data, "behavior"))).not.toEqual({});
});
