import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Clock, createToken, type Finding, type Token } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { FillRate } from "@rigline/manifest";
import { packageFolder } from "@rigline/foundation/paths";

/** What tells whether a destination may be made where it is missing, as WatchPlaces has it. Plain: it goes to another process. */
export interface RigPlaces {
  readonly flagFolder: string;
  readonly allowLocalDestination: boolean;
  readonly generated: string | undefined;
}

export interface DestinationOrder {
  /** Absolute. */
  readonly destination: string;
  /** Undefined: the watch config can't be read, so nothing is made. */
  readonly places: RigPlaces | undefined;
  /** What a session is forecast to need. */
  readonly forecastBytes: number | undefined;
  /** How fast shares and disks are filled, by the roots of their file systems. */
  readonly rates?: readonly RootRate[];
}

export interface RootRate extends FillRate {
  readonly root: string;
}

export interface DestinationFound {
  readonly findings: readonly Finding[];
  /** On Windows, what its drive is connected to, `\\\\server\\share\\…`; absent: it is no drive of another computer. */
  readonly mappedTo?: string;
  /** With its links resolved; absent: it is not there, or can't be written. */
  readonly realPath?: string;
}

/** A share that is well answers in milliseconds, and one that has to wake its disks in seconds. */
const PATIENCE_MS = 5_000;

export interface StartedLook {
  /** Rejects when whoever looks has ended without a word. */
  readonly found: Promise<DestinationFound>;
  /** Ends it, as far as the system lets it be ended. Nothing waits for it any more. */
  stop(): void;
}

/** Looks at a destination in another process, behind a port: nothing ends a thread that waits for a share, nor can the process around it end. */
export interface DestinationLooks {
  /** `environment`: of the process that looks; its parent's when absent. */
  start(order: DestinationOrder, environment?: Readonly<Record<string, string>>): StartedLook;
}

const PROGRAM = join(packageFolder(import.meta.url), "dist", "preflight", "look-main.js");

export const processLooks: DestinationLooks = {
  start: (order, environment) => {
    const child = spawn(process.execPath, [PROGRAM, JSON.stringify(order)], {
      // Node 20 reads the whole file before anything else, 37 ms of a start, and who looks at a folder connects to nothing.
      env: environment && { ...environment, NODE_EXTRA_CA_CERTS: undefined },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      windowsHide: true,
    });
    return {
      found: hear(child),
      stop: () => {
        child.kill("SIGKILL");
        child.unref();
        child.channel?.unref();
      },
    };
  },
};

/**
 * The one message of a process. Its end counts when the channel has ended too, which comes behind all that it has said: on
 * Windows the end of a process may be told of first.
 */
export function hear(child: ChildProcess): Promise<DestinationFound> {
  const said = new Promise<DestinationFound>((resolve) => {
    child.once("message", (found) => resolve(found as DestinationFound));
  });
  const ended = Promise.all([once(child, "exit"), once(child, "disconnect")]);
  const silent = ended.then(([[code, signal]]) => {
    throw new Error(`the look at it ended with ${String(signal ?? code)}`);
  });
  return Promise.race([said, silent]);
}

export const DESTINATION_LOOKS: Token<DestinationLooks> = createToken("watchdog/destination-looks", {
  default: processLooks,
});

interface LookParts {
  readonly looks: DestinationLooks;
  readonly clock: Pick<Clock, "sleep">;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * What a look at the destination finds. One that takes too long is a finding itself: the session may begin, for its data wait
 * on the rig. Rejects when `signal` is aborted; never waits longer than its patience.
 */
export async function findDestination(
  { looks, clock, environment }: LookParts,
  order: DestinationOrder,
  signal: AbortSignal,
): Promise<DestinationFound> {
  const look = looks.start(order, environment);
  const heard = new AbortController();
  const tooLate = clock.sleep(PATIENCE_MS, AbortSignal.any([signal, heard.signal])).then(() => {
    mark("preflight: a destination that gives no answer holds up no session");
    return { findings: [silent(order.destination)] };
  });
  try {
    return await Promise.race([
      look.found.catch((error: unknown) => ({ findings: [unseen(order.destination, error)] })),
      tooLate,
    ]);
  } finally {
    heard.abort();
    tooLate.catch(() => undefined);
    look.stop();
  }
}

const subject = "destination";

function silent(destination: string): Finding {
  return {
    level: "warning",
    subject,
    message: `${destination} has given no answer for ${PATIENCE_MS / 1000} s: its server or the network is away`,
    todo: "Look whether the server runs and the network is connected. A session may begin: its data wait on the rig until the share answers.",
  };
}

function unseen(destination: string, error: unknown): Finding {
  const message = `${destination} could not be looked at: ${messageOf(error)}`;
  return { level: "warning", subject, message, todo: "Look yourself whether it is connected and can be written." };
}
