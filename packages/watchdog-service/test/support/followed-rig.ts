import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { nodeDisk, type Disk } from "@rigline/foundation/disk";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { followFile, writeFollowRequest, type FollowRequest } from "@rigline/manifest/follow";
import { runDaemon } from "../../src/daemon/run-daemon.js";
import { SessionFollower } from "../../src/follow/session-follower.js";
import type { WorkOrder } from "../../src/work/work-order.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import { createRig, partsFor, settingsFor, type TestParts } from "./rig.js";

export const SESSION = "614173_2026-03-02_10-15-00";

/** That the rig's data are a session that runs. */
export function followRequest(
  rig: { readonly data: string; readonly destination: string },
  changes: Partial<FollowRequest> = {},
): FollowRequest {
  return {
    session: SESSION,
    directory: rig.data,
    destination: rig.destination,
    since: "2026-07-14T16:00:00.000Z",
    contract: { wholeWhen: "quiet", suffix: ".inprogress", quietSeconds: 10, list: "list.jsonl", first: [] },
    include: [],
    exclude: [],
    keepDays: 3,
    launcher: 4711,
    ...changes,
  };
}

/** A rig with a daemon that follows, by a clock that is moved by hand. */
export function createFollowedRig({
  disk = nodeDisk,
  fileSystem = nodeFileSystem,
}: { readonly disk?: Disk; readonly fileSystem?: FileSystem } = {}) {
  const rig = createRig();
  const clock = createFakeClock();
  const orders: WorkOrder[] = [];
  const inline = createInlinePool(disk, { clock, fileSystem });
  const pool: typeof inline = {
    ...inline,
    run: (order, options) => {
      orders.push(order);
      if (order.kind !== "copy" || !hanging.isOn) return inline.run(order, options);
      return new Promise((_resolve, reject) => {
        const onAbort = (): void => {
          hanging.onBroken(order.kind);
          reject(new Error("broken off"));
        };
        options.signal.addEventListener("abort", onAbort, { once: true });
      });
    },
  };
  /** Copies that begin now wait until they are broken off. */
  const hanging = { isOn: false, onBroken: (_kind: string): void => {} };
  const alive = { launcher: true, resting: undefined as string | undefined };
  const create = ({
    hearsHolds = false,
    onBroken = () => {},
  }: { readonly hearsHolds?: boolean; readonly onBroken?: (kind: string) => void } = {}): {
    readonly follower: SessionFollower;
    readonly parts: TestParts;
  } => {
    hanging.onBroken = onBroken;
    const parts = partsFor(rig, {
      hearsHolds,
      clock,
      pool,
      disk,
      fileSystem,
      settings: settingsFor(rig, { rescanMs: 500, retry: { firstMs: 2000, maxMs: 8000 } }),
    });
    const follower = new SessionFollower({
      ...parts,
      isProcessThere: () => alive.launcher,
      resting: () => alive.resting,
    });
    return { follower, parts: { ...parts, followed: follower } };
  };
  return {
    ...rig,
    clock,
    orders,
    alive,
    create,
    hang: (isOn: boolean): void => void (hanging.isOn = isOn),
    ask: (changes: Partial<FollowRequest> = {}) =>
      writeFollowRequest(nodeFileSystem, rig.flag, followRequest(rig, changes)),
    /** Follows for so long, and longer, by what `then` does. */
    follow: async (milliseconds: number, then: () => Promise<void> = async () => {}): Promise<TestParts> => {
      const { follower, parts } = create();
      await follower.during({ once: false }, async () => {
        await clock.advance(milliseconds);
        await then();
      });
      return parts;
    },
    /** All that a daemon does with the manifests that are there. */
    handOff: async (parts: TestParts = create().parts): Promise<TestParts> => {
      const run = runDaemon(parts, { once: true, idleMs: undefined, signal: new AbortController().signal });
      const ended = run.then(() => true);
      while (!(await Promise.race([ended, clock.advance(500).then(() => false)])));
      return parts;
    },
    /** The folder that the copies grow in. */
    partial: (): string => join(rig.destination, partialIn(rig.destination) ?? "none"),
    /** The copies that grow at the destination, by their paths. */
    growing: (): Readonly<Record<string, string>> => {
      const name = partialIn(rig.destination);
      if (name === undefined) return {};
      const folder = join(rig.destination, name);
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
      return Object.fromEntries(
        files
          .map((one) => join(one.parentPath, one.name))
          .map((path) => [path.slice(folder.length + 1).replaceAll("\\", "/"), readFileSync(path, "utf8")]),
      );
    },
    /** What is known of it in the flag folder. */
    known: (): readonly string[] => {
      const folder = dirname(followFile(rig.flag, rig.data, "json"));
      return existsSync(folder) ? readdirSync(folder) : [];
    },
  };
}

function partialIn(destination: string): string | undefined {
  return existsSync(destination) ? readdirSync(destination).find((one) => one.endsWith(".partial")) : undefined;
}
