import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import type { HandOffTestStep } from "@rigline/core";
import type { HttpClient } from "@rigline/foundation/http";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { jobJournalPath, MANIFEST_FLAVOURS, parseManifest, type Manifest, watchdogLockName } from "@rigline/manifest";
import { describe, expect, test } from "vitest";
import { DaemonControl } from "../../src/daemon/daemon-control.js";
import { findWatchPlaces } from "../../src/daemon/watch-places.js";
import { SendTester } from "../../src/send-test/send-tester.js";
import { createTestManifests, planTestSession } from "../../src/send-test/test-session.js";
import { FlavourChoice } from "../../src/transfer/flavour-choice.js";
import { digestOf } from "../../src/transfer/publish-manifest.js";
import { writeManifest } from "../../src/transfer/write-manifest.js";
import { createBriskClock } from "../support/brisk-clock.js";
import { accepted, planned, writeJob } from "../support/job-journal.js";
import { makeParts, type PartChanges } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

const NAME = "rigline-send-test-rig-1_2026-07-14T090500-0700";
const SUBJECT = "rigline-send-test-rig-1";

/** What whoever watches does with a manifest that lies in the flag folder, at each look of the test. */
type Watcher = (queue: { readonly path: string; readonly manifest: Manifest }) => void;

interface Changes extends PartChanges {
  readonly watcher?: Watcher | undefined;
  /** What a daemon does while no manifest is there. */
  readonly idle?: () => void;
  readonly answer?: Awaited<ReturnType<HttpClient["post"]>>;
  readonly isWatched?: boolean;
}

function makeRig({ watcher, idle, answer, isWatched = watcher !== undefined, ...changes }: Changes = {}) {
  const folder = temporaryFolder();
  for (const made of ["data", "flags", "manifest_complete", "central"]) mkdirSync(join(folder, made));
  const clock = createBriskClock(() => {
    const queued = readdirSync(join(folder, "flags")).filter((name) => name.startsWith("manifest_"));
    if (queued.length === 0) idle?.();
    for (const name of queued) {
      const path = join(folder, "flags", name);
      watcher?.({ path, manifest: parseManifest(readFileSync(path)).manifest });
    }
  });
  const made = makeParts(folder, { values: { rig_name: "rig 1" }, ...changes });
  const lock = watchdogLockName(nodeFileSystem.realPath(join(folder, "flags")));
  const locks = {
    acquire: async () => ({ release: async () => undefined }),
    holder: async (name: string) =>
      isWatched && name === lock ? { pid: 7, what: "rigline-watchdog", since: "" } : undefined,
  };
  const parts = { ...made, clock: clock as typeof made.clock, locks };
  const posted: { readonly url: string; readonly body: unknown }[] = [];
  const post: HttpClient["post"] = async (url, { body }) => {
    posted.push({ url, body: JSON.parse(String(body)) });
    return answer ?? { status: 200, headers: {}, body: '{"message":"Valid model"}' };
  };
  const tester = new SendTester(parts, new DaemonControl(parts), new FlavourChoice(parts), () => ({ post }));
  const steps: HandOffTestStep[] = [];
  const abort = new AbortController();
  return {
    folder,
    places: findWatchPlaces(parts),
    posted,
    steps,
    abort,
    /** `step level`, each. */
    told: () => steps.map(({ step, level }) => `${step} ${level}`),
    stepOf: (name: string) => steps.find(({ step }) => step === name),
    files: () =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /send-test|parts|README/.test(path)),
    send: () =>
      tester.test({
        waitMs: 5000,
        signal: abort.signal,
        onStep: (step) => void steps.push(step),
        onProgress: () => undefined,
      }),
  };
}

type Rig = ReturnType<typeof makeRig>;

/** Copies as Rigline's daemon does, with all that it leaves behind. */
function copyAsOurs(rig: () => Rig, spoil: (copy: string) => void = () => undefined): Watcher {
  return ({ path, manifest }) => {
    const { places } = rig();
    const copy = join(manifest.destination, manifest.name);
    for (const [modality, sources] of Object.entries(manifest.modalities))
      for (const source of sources) cpSync(source, join(copy, modality), { recursive: true });
    writeTree(manifest.destination, { [`.rigline/inventories/${manifest.name}.json`]: "{}" });
    writeTree(places.flagFolder, {
      [`.rigline/inventories/${basename(path)}.d1d1.json`]: "{}",
      [`.rigline/progress/${basename(path)}.json`]: "{}",
    });
    spoil(copy);
    const to = join(places.completeFolder, basename(path));
    const done = {
      type: "published",
      destination: copy,
      files: 2,
      bytes: 65_000,
      algorithm: "sha256",
      milliseconds: 1,
    };
    const none = { type: "submitted", endpoint: null, status: null, idempotencyKey: "k" };
    writeJob(places, path, [
      accepted(path, digestOf(readFileSync(path))),
      planned,
      done,
      none,
      { type: "archived", to },
    ]);
    renameSync(path, to);
  };
}

describe("a test of the hand-off", () => {
  test("goes the way of a session, is never submitted, and leaves nothing", async () => {
    const sent: Manifest[] = [];
    const rig: Rig = makeRig({
      options: {
        schedule_time: "20:00:00",
        delete_modalities_source_after_success: true,
        parts: ["behavior", "ecephys"],
        exclude: ["*.bin"],
      },
      watcher: (queue) => {
        sent.push(queue.manifest);
        copyAsOurs(() => rig)(queue);
      },
    });
    expect(await rig.send()).toEqual({ session: NAME, left: [] });
    expect(rig.told()).toEqual(
      ["test data", "queue", "daemon", "copy", "verification", "validation", "clean-up"].map((step) => `${step} ok`),
    );
    expect(rig.stepOf("daemon")?.message).toBe("taken by rigline-watchdog (pid 7)");
    expect(sent).toEqual([
      expect.objectContaining({
        name: NAME,
        subjectId: SUBJECT,
        transferEndpoint: null,
        transferServiceArgs: null,
        scheduleTime: null,
        deleteModalitiesSourceAfterSuccess: false,
        destination: join(rig.folder, "central", SUBJECT).replaceAll("\\", "/"),
        extraIdentifyingInfo: { rigline_priority: 1000 },
      }),
    ]);
    expect(rig.posted).toEqual([
      {
        url: "http://127.0.0.1:1/api/v2/validate_json",
        body: expect.objectContaining({ upload_jobs: [expect.objectContaining({ subject_id: SUBJECT })] }),
      },
    ]);
    expect(rig.files()).toEqual([]);
    expect(readdirSync(join(rig.folder, "central"))).toEqual([]);
  });

  test.each(MANIFEST_FLAVOURS)("is submitted by no daemon that reads manifests as %s", (flavour) => {
    const parts = makeParts(temporaryFolder(), { options: { platform: "behavior" } });
    const { sent, request } = createTestManifests(parts, planTestSession(parts), flavour);
    const text = writeManifest(sent, flavour);
    expect(text).toMatch(/^"?transfer_endpoint"?: null$/mu);
    expect(parseManifest(text).manifest).toMatchObject({ transferEndpoint: null, transferServiceArgs: null });
    expect(request).not.toBeNull();
  });

  test("taken by aind-watchdog-service, which keeps no journal and copies a folder too deep, is told so", async () => {
    const rig: Rig = makeRig({
      watcher: ({ path, manifest }) => {
        const [source = ""] = manifest.modalities["behavior"] ?? [];
        cpSync(source, join(manifest.destination, manifest.name, "behavior", "behavior"), { recursive: true });
        renameSync(path, join(rig.places.completeFolder, basename(path)));
      },
      isWatched: false,
    });
    expect((await rig.send()).left).toEqual([]);
    expect(rig.told().filter((told) => !told.endsWith(" ok"))).toEqual([]);
    expect(rig.stepOf("daemon")?.message).toContain("which keeps no journal: aind-watchdog-service, or another");
    expect(rig.stepOf("verification")?.message).toContain("a folder too deep");
    expect(rig.files()).toEqual([]);
  });

  test("that nobody takes is told with what starts a daemon, and its manifest taken back", async () => {
    const rig = makeRig();
    expect((await rig.send()).left).toEqual([]);
    expect(rig.told()).toEqual(["test data ok", "queue ok", "daemon error", "validation ok", "clean-up ok"]);
    expect(rig.stepOf("daemon")).toMatchObject({
      message: "nobody is seen to watch the flag folder, and the manifest was not taken within 5 s",
      todo: expect.stringContaining("rigline-watchdog -c") as string,
      error: { code: "SEND_TEST_NOT_TAKEN", exit: "handOff" },
    });
    expect(rig.files()).toEqual([]);
  });

  test("that a daemon sets aside, or that arrives as something else, is told with the reason", async () => {
    const parked: Rig = makeRig({
      watcher: ({ path }) => {
        const why = { code: "TARGET_EXISTS", reason: "other data stand there", todo: "Look which is right." };
        if (!existsSync(jobJournalPath(parked.places.flagFolder, path)))
          writeJob(parked.places, path, [accepted(path, digestOf(readFileSync(path))), { type: "parked", ...why }]);
      },
    });
    await parked.send();
    expect(parked.stepOf("copy")).toMatchObject({
      message: "the daemon will not hand it off (TARGET_EXISTS): other data stand there",
      todo: "Look which is right.",
      error: { code: "SEND_TEST_NOT_ARRIVED" },
    });
    expect(parked.files()).toEqual([]);
    const spoilt: Rig = makeRig({
      watcher: copyAsOurs(
        () => spoilt,
        (copy) => {
          truncateSync(join(copy, "behavior", "data.bin"), 10);
          writeFileSync(join(copy, "behavior", "more.txt"), "");
        },
      ),
    });
    await spoilt.send();
    expect(spoilt.stepOf("verification")).toMatchObject({
      message: expect.stringMatching(
        /behavior\/data\.bin has another content; behavior\/more\.txt was never sent$/,
      ) as string,
      error: { code: "SEND_TEST_COPY_DIFFERS" },
    });
    expect(spoilt.files()).toEqual([]);
  });

  test("stopped while the daemon copies is taken away from it, and removed when it has let go", async () => {
    let letsGo = 3;
    let path = "";
    const rig: Rig = makeRig({
      watcher: (queue) => {
        path = queue.path;
        writeJob(rig.places, path, [accepted(path), planned]);
        mkdirSync(join(queue.manifest.destination, `.rigline-${NAME}-1a2b.partial`), { recursive: true });
        rig.abort.abort(new Error("interrupted by SIGINT (Ctrl+C)"));
      },
      idle: () => {
        if ((letsGo -= 1) === 0)
          writeJob(rig.places, path, [{ type: "cancelled", reason: "its manifest was deleted" }]);
        if (letsGo === -2) writeJob(rig.places, path, [{ type: "cleared", path: "its copy" }]);
      },
    });
    expect((await rig.send()).left).toEqual([]);
    expect(letsGo).toBeLessThanOrEqual(-2);
    expect(rig.told()).toEqual(["test data ok", "queue ok", "daemon error", "clean-up ok"]);
    expect(rig.stepOf("daemon")?.error?.code).toBe("SEND_TEST_STOPPED");
    expect(rig.files()).toEqual([]);
    expect(rig.posted).toEqual([]);
  });

  test.each([
    ["its data can't be written", "README.txt", "test data", "SEND_TEST_NOT_WRITTEN"],
    ["its manifest can't be published", ".yaml", "queue", "MANIFEST_NOT_PUBLISHED"],
  ])("is cleared away as well where %s", async (_title, ending, step, code) => {
    const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    const fileSystem = {
      ...nodeFileSystem,
      writeNew: (path: string, bytes: Uint8Array, mode?: number) => {
        if (basename(path).includes(ending) || (ending === ".yaml" && path.includes("staging"))) throw full;
        nodeFileSystem.writeNew(path, bytes, mode);
      },
    };
    const rig = makeRig({ fileSystem });
    expect((await rig.send()).left).toEqual([]);
    expect(rig.stepOf(step)).toMatchObject({
      level: "error",
      message: expect.stringContaining("ENOSPC") as string,
      error: { code, exit: "storage" },
    });
    expect(rig.told().at(-1)).toBe("clean-up ok");
    expect(rig.files()).toEqual([]);
  });

  test("names what it could not remove, keeps in mind what it was, and removes it the next time", async () => {
    let isBroken = true;
    let busy = 2;
    const fileSystem = {
      ...nodeFileSystem,
      read: (path: string) => {
        // Somebody else's program has the journal open for a moment.
        if (path.endsWith(".jsonl") && rig.steps.length > 5 && (busy -= 1) >= 0)
          throw Object.assign(new Error("EBUSY"), { code: "EBUSY" });
        return nodeFileSystem.read(path);
      },
      remove: (path: string) => {
        if (isBroken && path === join(rig.folder, "central", SUBJECT, NAME))
          throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
        nodeFileSystem.remove(path);
      },
    };
    const rig: Rig = makeRig({ fileSystem, watcher: copyAsOurs(() => rig) });
    const copy = join(rig.folder, "central", SUBJECT, NAME);
    expect((await rig.send()).left).toContainEqual({ path: copy, why: "EACCES: permission denied" });
    expect(rig.stepOf("clean-up")).toMatchObject({
      level: "error",
      error: { code: "SEND_TEST_LEFT_BEHIND", exit: "storage" },
    });
    expect(rig.stepOf("clean-up")?.message).toContain(copy);
    expect(readdirSync(join(rig.folder, "data", SUBJECT, NAME))).toEqual([]);
    isBroken = false;
    rig.steps.length = 0;
    expect((await rig.send()).left).toEqual([]);
    expect(rig.steps[0]).toMatchObject({ step: "earlier test", message: `what ${NAME} had left is removed` });
    expect(rig.files()).toEqual([]);
  });

  test("of which another is at work with the same data is refused", async () => {
    const folder = temporaryFolder();
    const parts = makeParts(folder);
    const lock = await parts.locks.acquire(`rigline-send-test:${lockFolder(folder, parts.machine.hostname)}`, {
      pid: 7,
      what: "rigline doctor",
      since: "2026-07-14T16:05:00.000Z",
    });
    try {
      const tester = new SendTester(parts, new DaemonControl(parts), new FlavourChoice(parts), () => {
        throw new Error("nobody is asked");
      });
      const { signal } = new AbortController();
      const request = { waitMs: 1, signal, onStep: () => undefined, onProgress: () => undefined };
      await expect(tester.test(request)).rejects.toMatchObject({ code: "SEND_TEST_RUNNING", exit: "refused" });
    } finally {
      await lock.release();
    }
  });
});

function lockFolder(folder: string, hostname: string): string {
  const path = join(folder, "data", `rigline-send-test-${hostname.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}`);
  return process.platform === "win32" ? path.toLowerCase() : path;
}
