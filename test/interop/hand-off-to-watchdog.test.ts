import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ManifestFlavour } from "@rigline/manifest";
import { execa } from "execa";
import { digestTree, makeWorkFolder, removeWorkFolder, WATCHDOG } from "../e2e/rig.js";
import { digestSource, makeExternalRig, nestLikeRsync, writeWaitingManifest } from "./external-rig.js";
import { INSTALL_TIMEOUT, pythonOf, type Peer } from "./peers.js";
import { startReceiver, type Received } from "./receiver.js";
import { SERVICE_PROGRAM, startedServices, startService, writeWatchConfig } from "./watchdog-process.js";

const PEER_OF = {
  "0.1.9": "clabe 0.14.1 and watchdog 0.1.9",
  "0.1.6": "watchdog 0.1.6",
  "0.1.5": "watchdog 0.1.5",
} as const satisfies Record<string, Peer>;
type Version = keyof typeof PEER_OF;

interface Request {
  readonly upload_jobs: readonly object[];
}

/** What we post for a manifest without a request, by what the service made of it. */
const OURS_FOR_THEIRS: Readonly<Record<Version, (theirs: Request) => unknown>> = {
  "0.1.9": (theirs) => theirs,
  // It does not know the manifest's address, and nobody is written to.
  "0.1.6": (theirs) => {
    const email = { user_email: "ada.lovelace@alleninstitute.org" };
    expect(theirs).toMatchObject({ user_email: null, upload_jobs: [{ user_email: null }] });
    return { ...theirs, ...email, upload_jobs: [{ ...theirs.upload_jobs[0], ...email }] };
  },
  // Its request is one of the interface v1, which transfer services no longer have.
  "0.1.5": (theirs) => {
    expect(theirs).toMatchObject({ upload_jobs: [{ metadata_dir: expect.any(String) }] });
    return expect.objectContaining({ dag_id: "transform_and_upload_v2" });
  },
};

const pythons = new Map<Version, string>();
const folders: string[] = [];

beforeAll(async () => {
  const install = async ([version, peer]: [string, Peer]): Promise<void> => {
    const python = await pythonOf(peer);
    if (python !== undefined) pythons.set(version as Version, python);
  };
  await Promise.all(Object.entries(PEER_OF).map(install));
}, INSTALL_TIMEOUT);
afterAll(() => Promise.all(folders.map(removeWorkFolder)));

/** Why the service can't do its work on this machine. */
const rsync = await execa("rsync", ["--version"], { reject: false });
const OBSTACLE =
  process.platform === "win32"
    ? "WATCHDOG_EXE must be an .exe there, and the service is a script here"
    : rsync.failed
      ? "aind-watchdog-service copies with rsync, which is not installed"
      : undefined;
if (OBSTACLE !== undefined) console.log(`skipped: ${OBSTACLE}`);

describe.skipIf(OBSTACLE !== undefined).concurrent("a session run by rigline, handed to aind-watchdog-service", () => {
  it.for<[Version, ManifestFlavour]>([
    ["0.1.9", "current"],
    ["0.1.6", "current"],
    ["0.1.5", "clabe-0.6.13"],
  ])(
    "%s, which runs already: gets the manifest that it reads, notices, copies, posts what rigline-watchdog posts, archives",
    { timeout: 240_000 },
    async ([version, flavour], { skip }) => {
      const python = pythons.get(version);
      if (python === undefined) return skip(`aind-watchdog-service ${version} can't be installed`);
      const parent = makeFolder(`watchdog-${version}`);
      const config = writeWatchConfig(parent);
      await using receiver = await startReceiver();
      const waiting = writeWaitingManifest(parent, receiver, flavour);
      await using _service = await startService(python, config);
      const rig = makeExternalRig(parent, { WATCHDOG_EXE: python, WATCHDOG_CONFIG: config }, receiver);

      const { session, watchdog } = await rig.runSession();
      expect(watchdog).toMatchObject({ daemon: expect.stringContaining(python), "hand-off": "complete" });
      // Nobody has said which it is.
      if (version !== "0.1.9") expect(watchdog["written for"]).toContain(`is aind-watchdog-service ${version}`);

      const source = digestSource(session.directory);
      const target = join(rig.central, "614173", session.name);
      expect(digestTree(target)).toEqual(nestLikeRsync(source));
      expect(readdirSync(rig.flags).filter((name) => name.includes("manifest"))).toEqual([]);
      const archived = readdirSync(rig.complete).sort();
      expect(archived).toEqual([`manifest_${session.name}.yaml`, `manifest_${waiting.name}.yaml`].sort());

      // The same manifests, at the same destinations, through our daemon.
      const theirs = [...receiver.received];
      expect(theirs).toHaveLength(2);
      const [madeByService, madeByRig] = theirs.map(({ body }) => body);
      renameSync(rig.central, `${rig.central}-by-python`);
      // Ours makes nothing anew on the rig's own disk: that it is missing would mean that a share is not connected.
      mkdirSync(join(rig.central, "614173"), { recursive: true });
      for (const name of archived) renameSync(join(rig.complete, name), join(rig.flags, name));
      const daemon = await execa(process.execPath, [WATCHDOG, "-c", config, "--once"], { reject: false, all: true });
      expect(daemon.exitCode, daemon.all).toBe(0);
      expect(digestTree(target)).toEqual(source);
      const ours = receiver.received.slice(2);
      expect(ours.map(({ path }) => path)).toEqual(theirs.map(({ path }) => path));
      expect(findBody(ours, session.name)).toEqual(madeByRig);
      expect(findBody(ours, waiting.name)).toEqual(OURS_FOR_THEIRS[version](madeByService as Request));
      expect(theirs[0]?.headers).toMatchObject({ "content-type": "application/json" });
      expect(ours[0]?.headers).toMatchObject({
        "content-type": "application/json",
        "idempotency-key": expect.any(String),
      });
    },
  );

  it("0.1.9, which does not run: the plugin starts WATCHDOG_EXE, a path with a space, once", async ({ skip }) => {
    const python = pythons.get("0.1.9");
    if (python === undefined) return skip("aind-watchdog-service 0.1.9 can't be installed");
    const parent = makeFolder("watchdog-started");
    const config = writeWatchConfig(parent);
    const program = join(parent, "AIND watchdog", "aind-watchdog-service");
    mkdirSync(join(parent, "AIND watchdog"));
    writeFileSync(program, `#!${python}\n${readFileSync(SERVICE_PROGRAM, "utf8")}`);
    chmodSync(program, 0o755);
    await using receiver = await startReceiver();
    await using _services = { [Symbol.asyncDispose]: () => killServices(config) };
    const rig = makeExternalRig(parent, { WATCHDOG_EXE: program, WATCHDOG_CONFIG: config }, receiver);

    const first = await rig.runSession();
    expect(first.watchdog).toMatchObject({
      daemon: expect.stringContaining(`${program} (pid `),
      "hand-off": "complete",
    });
    expect(digestTree(join(rig.central, "614173", first.session.name))).toEqual(
      nestLikeRsync(digestSource(first.session.directory)),
    );
    expect(startedServices(config)).toHaveLength(1);

    // The next session finds it, and does not wait for it: it looks at a manifest ten seconds after it came.
    const second = await rig.runSession(["--set", "watchdog.wait_seconds=0"]);
    expect(second.watchdog["hand-off"]).toContain("pending");
    expect(startedServices(config)).toHaveLength(1);
  });
});

function makeFolder(title: string): string {
  const folder = makeWorkFolder(title);
  folders.push(folder);
  return folder;
}

/** The request whose data lie in the folder of this name. */
function findBody(requests: readonly Received[], name: string): unknown {
  return requests.find(({ body }) => JSON.stringify(body).includes(`/${name}"`))?.body;
}

async function killServices(config: string): Promise<void> {
  for (const pid of startedServices(config)) {
    while (kill(pid)) await setTimeout(20);
  }
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}
