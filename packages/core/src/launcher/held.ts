import type { HoldListener } from "../events/event-bus.js";
import type { Effect } from "../hooks/effects.js";
import type { HookRegistry } from "../hooks/hook-registry.js";
import type { LifecycleHooks } from "../lifecycle/lifecycle-hooks.js";
import { pluginError } from "../plugins/plugin-errors.js";
import type { ProcessGuard } from "../plugins/process-guard.js";
import type { LauncherParts } from "./launcher-parts.js";

/** Something held open, with what came of it. */
export interface HeldNode {
  /** A hook, or `a server`, `runner camera-check (preSession)`, `a listener of runner.settled`. */
  readonly what: string;
  readonly children: readonly HeldNode[];
}

/** What one plugin holds open. */
export interface HeldPlugin {
  readonly plugin: string;
  readonly held: readonly HeldNode[];
}

/** A listener belongs to the plugin whose code registers it, and is taken back at its end. After that PLUGIN_GONE is thrown. */
export function holdListeners(
  guard: ProcessGuard | undefined,
  hooks: () => Pick<HookRegistry<LifecycleHooks>, "effectsOf">,
): HoldListener {
  return (what, leave) => {
    const { plugin, hook, runner } = guard?.place() ?? {};
    const effects = plugin === undefined ? undefined : hooks().effectsOf(plugin);
    if (effects === undefined) return leave;
    if (effects.isOver) {
      leave();
      throw pluginError("PLUGIN_GONE", {
        what: `Plugin "${plugin}" added ${what} after its end`,
        where: { plugin: plugin ?? "" },
      });
    }
    const forget = effects.hold({ what, hook, runner }, leave);
    return () => {
      forget();
      leave();
    };
  };
}

/**
 * What each plugin holds now: what came through its context, and, where the launcher owns the process, the timers, servers,
 * child processes and the like that keep it alive. Plugins in the order of loading, also those that hold nothing.
 */
export async function describeHeld({
  host,
  hooks,
  guard,
}: Pick<LauncherParts, "host" | "hooks" | "guard">): Promise<readonly HeldPlugin[]> {
  const open = (await guard?.leftovers()) ?? [];
  return host.plugins.map(({ plugin: { name } }) => {
    const effects = hooks.effectsOf(name)?.list ?? [];
    return { plugin: name, held: toTree([...effects, ...open.filter(({ plugin }) => plugin === name)]) };
  });
}

/** By the hook in which each came; what a runner has opened stands below the runner. */
function toTree(effects: readonly Effect[]): readonly HeldNode[] {
  const places = [...new Set(effects.map(placeOf))];
  const childrenOf = (place: string): HeldNode[] =>
    effects
      .filter((effect) => placeOf(effect) === place)
      .map(({ what }) => ({
        what,
        children: what.startsWith("runner ") ? childrenOf(placeOfRunner(what) ?? what) : [],
      }));
  const isBelow = (place: string): boolean => effects.some(({ what }) => placeOfRunner(what) === place);
  return places.filter((place) => !isBelow(place)).map((what) => ({ what, children: childrenOf(what) }));
}

function placeOf({ hook, runner }: Effect): string {
  return runner === undefined ? (hook ?? "its module") : `runner ${runner}`;
}

/** `runner camera-check (preSession)` is where `runner camera-check` was added. */
function placeOfRunner(what: string): string | undefined {
  return /^(runner .+) \(\w+\)$/u.exec(what)?.[1];
}
