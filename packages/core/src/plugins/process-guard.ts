import { AsyncLocalStorage } from "node:async_hooks";
import { syncBuiltinESMExports } from "node:module";
import { messageOf, RiglineError, type ErrorPlace } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { attributeError, type PluginFile } from "./attribute-error.js";
import { trackResources, type GuardedPlace, type Leftover } from "./open-resources.js";
import { pluginError } from "./plugin-errors.js";

/** What is closed in one turn of the event loop is still counted as open in the next two. */
const TURNS_TO_CLOSE = 3;

export interface ProcessGuard {
  /** Runs a plugin's code so that whatever it starts is known to be this plugin's; the `around` of a hook registry. */
  run<Result>(place: GuardedPlace, call: () => Result): Result;
  /** Whose code runs now; undefined for the launcher's own. */
  place(): GuardedPlace | undefined;
  /** What plugins left open that keeps the process from ending by itself: timers, child processes, servers. */
  leftovers(): Promise<readonly Leftover[]>;
  /** Gives `process` back as it was. */
  [Symbol.dispose](): void;
}

export interface ProcessGuardOptions {
  /**
   * Told of each error that nobody waits for any more: PLUGIN_STRAY_ERROR or PLUGIN_CALLED_EXIT, with the plugin where it
   * is known. The process goes on; whoever owns it decides.
   */
  readonly onStray: (error: RiglineError) => void;
  /** For attribution by stack trace, where there is nothing better. */
  readonly plugins: () => readonly PluginFile[];
}

/**
 * Guards a process against its plugins, until it is disposed. `process.exit` throws PLUGIN_CALLED_EXIT inside a plugin's
 * code, and in what that code started, and works everywhere else. For the program that owns the process: a library must
 * not change `process`, so nothing else of Rigline calls this.
 */
export function guardProcess({ onStray, plugins }: ProcessGuardOptions): ProcessGuard {
  const storage = new AsyncLocalStorage<GuardedPlace>();
  const resources = trackResources(() => storage.getStore());
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was
  const realExit = process.exit;
  const guardedExit = (code?: number | string | null): never => {
    const place = storage.getStore();
    if (place === undefined) return realExit.call(process, code);
    mark("plugin: one that calls process.exit does not end the session");
    throw calledExit(place, code);
  };
  const onStrayError = (thrown: unknown): void => {
    if (thrown instanceof RiglineError && thrown.code === "PLUGIN_CALLED_EXIT") return onStray(thrown);
    mark("plugin: an error that nobody waits for does not end the session");
    const plugin = attributeError(thrown, plugins());
    const place = storage.getStore() ?? (plugin === undefined ? undefined : { plugin });
    return onStray(stray(place, thrown));
  };

  replaceExit(guardedExit);
  process.on("uncaughtException", onStrayError);
  process.on("unhandledRejection", onStrayError);
  return {
    run: (place, call) => storage.run(place, call),
    place: () => storage.getStore(),
    leftovers: async () => {
      for (let turn = 0; turn < TURNS_TO_CLOSE; turn++) await nextTurn();
      return resources.list();
    },
    [Symbol.dispose]: () => {
      resources.stop();
      storage.disable();
      process.off("uncaughtException", onStrayError);
      process.off("unhandledRejection", onStrayError);
      // Somebody else may have replaced it since.
      if (process.exit === guardedExit) replaceExit(realExit);
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Also for those who wrote `import { exit } from "node:process"`. */
function replaceExit(exit: typeof process.exit): void {
  process.exit = exit;
  syncBuiltinESMExports();
}

function calledExit(place: GuardedPlace, code: number | string | null = ""): RiglineError {
  return pluginError("PLUGIN_CALLED_EXIT", {
    what: `Plugin "${place.plugin}" called process.exit(${code})`,
    where: place,
  });
}

function stray(place: ErrorPlace | undefined, cause: unknown): RiglineError {
  const who =
    place?.plugin === undefined
      ? "Something that nobody waits for"
      : `Something that plugin "${place.plugin}" did not wait for`;
  return pluginError("PLUGIN_STRAY_ERROR", {
    what: `${who} failed: ${messageOf(cause)}`,
    ...(place === undefined ? {} : { where: place }),
    cause,
  });
}
