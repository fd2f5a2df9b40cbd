// The cost of a plugin must not grow with their number: 1,000 at once beside 10 times 100.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LauncherConfigSchema } from "../../packages/core/dist/config/launcher-config.js";
import { createContainer } from "../../packages/core/dist/di/container.js";
import { createHookRegistry } from "../../packages/core/dist/hooks/hook-registry.js";
import { LIFECYCLE_HOOKS, type LifecycleHooks } from "../../packages/core/dist/lifecycle/lifecycle-hooks.js";
import { createLogger, systemClock } from "../../packages/foundation/dist/platform/index.js";
import { loadPlugins, type LoadedPlugin } from "../../packages/core/dist/plugins/load-plugins.js";
import { createPluginHost } from "../../packages/core/dist/plugins/plugin-host.js";
import { interleave } from "./interleave.js";
import { compare } from "./row.js";
import type { Contender } from "./sample.js";
import type { SuiteOptions, SuiteResult } from "./suite.js";

const ALL = 1_000;
const PEER = "100 plugins";
const ROUNDS = 5;

export async function benchPlugins({ folder }: SuiteOptions): Promise<SuiteResult> {
  const writer = createPluginWriter(folder);
  const loading = await interleave([perPlugin(PEER, 100, writer), perPlugin("1,000 plugins", ALL, writer)], ROUNDS);

  const few = await loadPlugins([], writer(100));
  const many = await loadPlugins([], writer(ALL));
  const hosting = await interleave(
    [
      timed(PEER, () => void Array.from({ length: 10 }, () => host(few, folder))),
      timed("1,000 plugins", () => host(many, folder)),
    ],
    ROUNDS * 3,
    3,
  );
  const ours = "1,000 plugins";
  const target = { ratioUpTo: 1.3 };
  return {
    rows: [
      compare(loading, { what: "cost of a plugin: load", ours, peer: PEER, target }),
      compare(hosting, { what: "cost of a plugin: order and host", ours, peer: PEER, target }),
    ],
  };
}

/** Written before the clock starts: Node keeps what it has loaded once, so every turn needs new files. */
function perPlugin(name: string, count: number, writePlugins: (count: number) => string): Contender {
  return {
    name,
    turn: async () => {
      const folders = Array.from({ length: ALL / count }, () => writePlugins(count));
      const started = performance.now();
      for (const folder of folders) await loadPlugins([], folder);
      return { seconds: (performance.now() - started) / 1000 / ALL };
    },
  };
}

function timed(name: string, work: () => void): Contender {
  return {
    name,
    turn: () => {
      const started = performance.now();
      work();
      return { seconds: (performance.now() - started) / 1000 / ALL };
    },
  };
}

/** Each plugin depends on the one before it; their files sort the other way round. */
function createPluginWriter(home: string): (count: number) => string {
  let folders = 0;
  return (count) => {
    const folder = join(home, `${folders++}`);
    mkdirSync(join(folder, "plugins"), { recursive: true });
    for (let index = 0; index < count; index += 1) {
      const dependsOn = index === 0 ? "" : `dependsOn: { "plugin-${index - 1}": "^1.0.0" },`;
      const text = `export default { name: "plugin-${index}", version: "1.0.0", ${dependsOn} hooks: { ready() {}, teardown() {} } };`;
      writeFileSync(join(folder, "plugins", `plugin-${String(count - index).padStart(5, "0")}.mjs`), text);
    }
    return folder;
  };
}

function host(loaded: readonly LoadedPlugin[], folder: string): void {
  const log = createLogger("bench", [], () => new Date());
  const events = { emit: () => undefined };
  const hooks = createHookRegistry<LifecycleHooks>(LIFECYCLE_HOOKS, { events, log, clock: systemClock });
  const resolved = {
    values: LauncherConfigSchema.parse({ data_dir: "data" }),
    sections: {},
    provenance: new Map(),
    file: undefined,
    folder,
    environment: {},
  };
  createPluginHost(loaded, {
    hooks,
    container: createContainer(),
    resolved,
    log,
    clock: systemClock,
    coreVersion: "0.1.0",
    leniency: { leftOut: () => undefined, failed: () => undefined },
  });
  hooks.freeze();
}
