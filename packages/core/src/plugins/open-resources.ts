import { createHook } from "node:async_hooks";

/** Whose code runs: a plugin's handler or runner. */
export interface GuardedPlace {
  readonly plugin: string;
  readonly hook?: string;
  readonly runner?: string;
}

/** Something of a plugin's that keeps the process alive. */
export interface Leftover {
  readonly plugin: string;
  readonly hook?: string;
  readonly runner?: string;
  /** `a timer`, `a child process (pid 4711)`. */
  readonly what: string;
}

interface OpenResource {
  readonly place: GuardedPlace;
  readonly type: string;
  readonly resource: WeakRef<object>;
}

/**
 * What can be left open by mistake, by the name that async_hooks has for it: what to call it, and its name in
 * `process.getActiveResourcesInfo()`. Requests in flight end by themselves.
 */
const KINDS: Readonly<Record<string, readonly [what: string, active: string]>> = {
  Timeout: ["a timer", "Timeout"],
  PROCESSWRAP: ["a child process", "ProcessWrap"],
  PIPEWRAP: ["a pipe", "PipeWrap"],
  PIPESERVERWRAP: ["a server on a pipe", "PipeServerWrap"],
  TCPWRAP: ["a connection", "TCPSocketWrap"],
  TCPSERVERWRAP: ["a server", "TCPServerWrap"],
  UDPWRAP: ["a UDP socket", "UDPWrap"],
  FSEVENTWRAP: ["a file watcher", "FSEventWrap"],
  STATWATCHER: ["a file watcher", "StatWatcher"],
  WORKER: ["a worker thread", "Worker"],
  MESSAGEPORT: ["a message port", "MessagePort"],
  SIGNALWRAP: ["a signal handler", "SignalWrap"],
};

/** So many are remembered before those are looked for that are gone. */
const MANY = 1000;

/**
 * Remembers, for each resource, whose code made it. Not told of their ends: with that Node follows every promise to its end as well, which takes
 * longer than all else that a hook costs.
 */
export function trackResources(currentPlace: () => GuardedPlace | undefined): {
  list(): readonly Leftover[];
  stop(): void;
} {
  let open: OpenResource[] = [];
  let most = MANY;
  const hook = createHook({
    init(_id, type, _trigger, resource) {
      if (KINDS[type] === undefined) return;
      const place = currentPlace();
      if (place === undefined) return;
      if (open.length >= most) {
        open = open.filter(isThere);
        most = Math.max(MANY, 2 * open.length);
      }
      open.push({ place, type, resource: new WeakRef(resource) });
    },
  }).enable();
  return {
    list: () => withoutPipesOfChildren(stillActive(open.filter(keepsAlive))).map(describe),
    stop: () => void hook.disable(),
  };
}

interface Resource {
  readonly hasRef?: () => unknown;
  /** Of a timer that has fired or was taken back; nothing public says it. Where it is missing, such timers count until they are collected. */
  readonly _destroyed?: boolean;
}

/** What Node says of it: whether it keeps the process alive, or, with something else than yes and no, that it is over. */
function referenceOf({ resource }: OpenResource): unknown {
  const held: Resource | undefined = resource.deref();
  if (held === undefined || held._destroyed === true) return undefined;
  return held.hasRef === undefined ? true : held.hasRef();
}

/** One that keeps nothing alive now may do so again. */
function isThere(open: OpenResource): boolean {
  return typeof referenceOf(open) === "boolean";
}

function keepsAlive(open: OpenResource): boolean {
  return referenceOf(open) === true;
}

/** A handle that was closed stays known until it is collected; how many of a kind are active is known at once. */
function stillActive(open: readonly OpenResource[]): OpenResource[] {
  const active = process.getActiveResourcesInfo();
  return Object.entries(KINDS).flatMap(([type, [, name]]) => {
    const count = active.filter((one) => one === name).length;
    const ofType = open.filter((one) => one.type === type);
    return ofType.slice(Math.max(0, ofType.length - count));
  });
}

/** A child process is told of once. */
function withoutPipesOfChildren(open: readonly OpenResource[]): OpenResource[] {
  const withChildren = new Set(open.filter(({ type }) => type === "PROCESSWRAP").map(({ place }) => place.plugin));
  return open.filter(({ type, place }) => type !== "PIPEWRAP" || !withChildren.has(place.plugin));
}

function describe({ place, type, resource }: OpenResource): Leftover {
  const { pid }: { readonly pid?: number } = resource.deref() ?? {};
  return {
    plugin: place.plugin,
    ...(place.hook === undefined ? {} : { hook: place.hook }),
    ...(place.runner === undefined ? {} : { runner: place.runner }),
    what: `${KINDS[type]?.[0]}${pid === undefined ? "" : ` (pid ${pid})`}`,
  };
}
