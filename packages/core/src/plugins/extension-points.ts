import { didYouMean } from "@rigline/foundation/errors";
import { serviceError } from "../di/service-errors.js";
import type { ExtensionPoint } from "../di/tokens.js";
import type { Extending, Extension, Plugin } from "./plugin.js";

/** The extension points of one launcher: who offers them, and what the others have added. */
export interface ExtensionPoints {
  /** Points that a plugin extends and nobody offers, one sentence each. */
  readonly complaints: readonly string[];
  /** The plugin's handlers, its `ready` behind that of every plugin that extends what it offers. */
  behindExtenders(plugin: Plugin): NonNullable<Plugin["hooks"]>;
  /** Under the names of its `offers`, what was added; it grows until `close`. */
  offersOf(plugin: Plugin): Readonly<Record<string, readonly Extension<unknown>[]>>;
  /** Under the names of its `extends`. `add` throws EXTENSION_LATE once the point is closed. */
  extendsOf(plugin: Plugin): Readonly<Record<string, Extending<unknown>>>;
  /** What the plugin offers is read from now on; of all plugins when none is named. */
  close(plugin?: string): void;
}

interface OpenPoint {
  readonly added: Extension<unknown>[];
  readonly extenders: string[];
  offeredBy: string | undefined;
  closed: boolean;
}

/** Throws SERVICE_PROVIDED_TWICE for a point that two plugins offer. */
export function createExtensionPoints(plugins: readonly Plugin[]): ExtensionPoints {
  const points = new Map<symbol, OpenPoint>();
  const pointOf = ({ point }: ExtensionPoint<unknown>): OpenPoint => {
    const known = points.get(point) ?? { added: [], extenders: [], offeredBy: undefined, closed: false };
    points.set(point, known);
    return known;
  };
  for (const { name, offers = {} } of plugins)
    for (const point of Object.values(offers)) {
      const open = pointOf(point);
      if (open.offeredBy !== undefined) throw offeredTwice(point, open.offeredBy, name);
      open.offeredBy = name;
    }
  for (const plugin of plugins)
    for (const point of Object.values(plugin.extends ?? {})) pointOf(point).extenders.push(plugin.name);

  return {
    complaints: plugins.flatMap((plugin) =>
      Object.values(plugin.extends ?? {}).flatMap((point) =>
        pointOf(point).offeredBy === undefined && point.optional !== true
          ? [describeUnread(plugin, point, namesOffered(plugins))]
          : [],
      ),
    ),
    behindExtenders: ({ name, offers = {}, hooks = {} }) => {
      const because = new Map(
        Object.values(offers).flatMap((point) =>
          pointOf(point)
            .extenders.filter((one) => one !== name)
            .map((one) => [one, `${name} reads ${point.name}, to which ${one} adds`] as const),
        ),
      );
      const { ready } = hooks;
      if (ready === undefined || because.size === 0) return hooks;
      const written = typeof ready === "function" ? { handler: ready } : ready;
      const behind = { ...written, after: [...(written.after ?? []), ...because.keys()], because };
      return { ...hooks, ready: behind };
    },
    offersOf: ({ offers = {} }) => mapTable(offers, (point) => pointOf(point).added),
    extendsOf: (plugin) =>
      mapTable(plugin.extends ?? {}, (point) => ({
        isOffered: pointOf(point).offeredBy !== undefined,
        add: (value: unknown) => {
          const open = pointOf(point);
          if (open.closed) throw addedLate(plugin.name, point, open.offeredBy);
          open.added.push({ plugin: plugin.name, value });
        },
      })),
    close: (plugin) => {
      for (const open of points.values()) if (plugin === undefined || open.offeredBy === plugin) open.closed = true;
    },
  };
}

function mapTable<From, To>(
  table: Readonly<Record<string, From>>,
  map: (entry: From) => To,
): Readonly<Record<string, To>> {
  return Object.freeze(Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, map(entry)])));
}

function namesOffered(plugins: readonly Plugin[]): string[] {
  return plugins.flatMap(({ offers = {} }) => Object.values(offers).map(({ name }) => name));
}

function describeUnread({ name }: Plugin, point: ExtensionPoint<unknown>, offered: readonly string[]): string {
  return `what plugin ${name} adds to ${point.name} is read by nobody: no plugin that is loaded offers it.${didYouMean(point.name, offered)}`;
}

function offeredTwice(point: ExtensionPoint<unknown>, first: string, second: string): Error {
  return serviceError("SERVICE_PROVIDED_TWICE", {
    what: `Both plugin "${first}" and plugin "${second}" offer the extension point "${point.name}"`,
    where: { plugin: second },
    todo: "Disable one of the two in the config.",
  });
}

function addedLate(plugin: string, point: ExtensionPoint<unknown>, offeredBy: string | undefined): Error {
  return serviceError("EXTENSION_LATE", {
    what: `Plugin "${plugin}" added to ${point.name} after ${offeredBy ?? "the start"} had read it`,
    where: { plugin },
  });
}
