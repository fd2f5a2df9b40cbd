import { createHook } from "node:async_hooks";
import type { GuardedPlace } from "./process-guard.js";

/** Something of a plugin's that keeps the process alive. */
export interface Leftover {
  readonly plugin: string;
  readonly hook?: string;
  /** `a timer`, `a child process (pid 4711)`. */
  readonly what: string;
}

interface OpenResource {
  readonly place: GuardedPlace;
  readonly type: string;
  readonly resource: WeakRef<object>;
}

/** Node's names for what can be left open by mistake; requests in flight end by themselves. */
const KINDS: Readonly<Record<string, string>> = {
  Timeout: "a timer",
  PROCESSWRAP: "a child process",
  PIPEWRAP: "a pipe",
  PIPESERVERWRAP: "a server on a pipe",
  TCPWRAP: "a connection",
  TCPSERVERWRAP: "a server",
  UDPWRAP: "a UDP socket",
  FSEVENTWRAP: "a file watcher",
  STATWATCHER: "a file watcher",
  WORKER: "a worker thread",
  MESSAGEPORT: "a message port",
  SIGNALWRAP: "a signal handler",
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
    list: () => withoutPipesOfChildren([...open.values()].filter(keepsAlive)).map(describe),
    stop: () => void hook.disable(),
  };
}

function keepsAlive({ resource }: OpenResource): boolean {
  const held: { readonly hasRef?: () => boolean } | undefined = resource.deref();
  return held !== undefined && held.hasRef?.() !== false;
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
    what: `${KINDS[type]}${pid === undefined ? "" : ` (pid ${pid})`}`,
  };
}
