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

/** Remembers, for each resource, whose code made it. */
export function trackResources(currentPlace: () => GuardedPlace | undefined): {
  list(): readonly Leftover[];
  stop(): void;
} {
  const open = new Map<number, OpenResource>();
  const hook = createHook({
    init(id, type, _trigger, resource) {
      if (KINDS[type] === undefined) return;
      const place = currentPlace();
      if (place !== undefined) open.set(id, { place, type, resource: new WeakRef(resource) });
    },
    destroy(id) {
      open.delete(id);
    },
  }).enable();
  return {
    list: () => withoutPipesOfChildren(stillActive([...open.values()].filter(keepsAlive))).map(describe),
    stop: () => void hook.disable(),
  };
}

function keepsAlive({ resource }: OpenResource): boolean {
  const held: { readonly hasRef?: () => boolean } | undefined = resource.deref();
  return held !== undefined && held.hasRef?.() !== false;
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
