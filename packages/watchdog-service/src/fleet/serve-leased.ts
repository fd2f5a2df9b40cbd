import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { DaemonRunOptions, RunEnd } from "../daemon/run-daemon.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { adoptLeased } from "./adopt-leased.js";
import { FleetClient, type FleetClientParts } from "./fleet-client.js";
import { leasedWorker } from "./leased-worker.js";
import type { FleetSettings } from "./fleet-settings.js";
import { type HeldLease, tryLease } from "./lease-keeper.js";
import { noteGrowing } from "./note-growing.js";

/** Whoever stands by asks so often; more often where the fleet is told more often. */
const STAND_BY_MS = 5000;

export interface LeasedRun {
  readonly parts: DaemonParts;
  readonly options: DaemonRunOptions;
  /** `worksAs`: by which name copies grow; another for each token. */
  readonly run: (parts: DaemonParts, options: DaemonRunOptions, worksAs: string) => Promise<RunEnd>;
  /** Another for each daemon. */
  readonly holder: string;
}

/**
 * Serves a flag folder that several machines share, while this one holds its lease; else it stands by. Before whatever can't be taken
 * back the fleet is asked whether the lease is still held.
 */
export async function serveLeased(
  { parts, options, run, holder }: LeasedRun,
  ports: Omit<FleetClientParts, "timeoutMs" | "clock">,
  settings: FleetSettings & { readonly lease: string },
): Promise<RunEnd> {
  const { clock, report } = parts;
  const { lease: name, everyMs } = settings;
  const client = new FleetClient({ ...ports, clock, timeoutMs: parts.settings.submitTimeoutMs }, settings);
  let left: ReadonlySet<string> = new Set();
  // Whoever has the lease took what he goes on with from under these names: what still bears them was begun by one who did not know yet.
  const clear = async (): Promise<void> => {
    for (const path of left) {
      mark("lease: what grows for who has lost it is removed when another has it");
      await parts.pool.run({ kind: "removeTree", path }, { signal: options.signal }).catch((error: unknown) => {
        report({ event: "notice", message: `${path} is left and can't be removed: ${messageOf(error)}` });
      });
    }
    left = new Set();
  };
  for (;;) {
    const held = await standBy({ client, clock, everyMs }, { name, holder }, { ...parts, clear }, options);
    if ("reason" in held) return held;
    const keeping = held.keep();
    try {
      await adoptLeased(parts, name, held.token);
      const signal = AbortSignal.any([options.signal, held.lost]);
      const { pool, growing } = noteGrowing(parts.pool);
      left = growing;
      const leased = { ...parts, pool, fence: () => held.check() };
      const end = await run(leased, { ...options, signal }, leasedWorker(name, held.token));
      if (options.signal.aborted || !held.lost.aborted) return end;
      mark("lease: who has lost it stands by");
      report({ event: "notice", message: `another machine serves this flag folder by now: this one stands by` });
    } finally {
      await held.giveUp();
      await keeping;
    }
  }
}

async function standBy(
  keeper: Parameters<typeof tryLease>[0],
  lease: Parameters<typeof tryLease>[1],
  { clock, report, clear }: Pick<DaemonParts, "clock" | "report"> & { readonly clear: () => Promise<void> },
  { signal, asked, once, idleMs }: DaemonRunOptions,
): Promise<HeldLease | RunEnd> {
  const begun = clock.monotonic();
  let told = "";
  for (;;) {
    if (signal.aborted) return over("signal");
    if (asked?.() !== undefined) return over("request");
    const why = await tryLease(keeper, lease, signal).then(
      async (held) => {
        if (held !== undefined) return held;
        await clear();
        return `another machine holds the lease ${lease.name} of this flag folder: this one stands by`;
      },
      (error: unknown) =>
        `the fleet can't be asked for the lease ${lease.name} of this flag folder: ${messageOf(error)}`,
    );
    if (typeof why !== "string") return why;
    if (why !== told && !signal.aborted) report({ event: "notice", message: why });
    told = why;
    if (once) return over("once");
    if (idleMs !== undefined && clock.monotonic() - begun >= idleMs) return over("idle");
    await clock.sleep(Math.min(STAND_BY_MS, keeper.everyMs), signal).catch(() => undefined);
  }
}

function over(reason: RunEnd["reason"]): RunEnd {
  return { reason, troubled: 0, left: new Map() };
}
