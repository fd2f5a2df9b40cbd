// The cost of loading and hosting plugins, the same 1,000 in all: it must not grow with their number.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, bench, describe } from "vitest";
import { LauncherConfigSchema } from "../../packages/core/src/config/launcher-config.js";
import type { ResolvedConfig } from "../../packages/core/src/config/resolved-config.js";
import { createContainer } from "../../packages/core/src/di/create-container.js";
import { createHookRegistry } from "../../packages/core/src/hooks/hook-registry.js";
import { LIFECYCLE_HOOKS, type LifecycleHooks } from "../../packages/core/src/lifecycle/lifecycle-hooks.js";
import { createLogger, systemClock } from "../../packages/core/src/platform/index.js";
import { loadPlugins, type LoadedPlugin } from "../../packages/core/src/plugins/load-plugins.js";
import { createPluginHost } from "../../packages/core/src/plugins/plugin-host.js";

const home = mkdtempSync(join(tmpdir(), "rigline-bench-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
let folders = 0;

/** A new folder of plugin modules: Node keeps what it has loaded once. Each depends on the one before it, written backwards. */
function writePlugins(count: number): string {
  const folder = join(home, `${folders++}`);
  mkdirSync(join(folder, "plugins"), { recursive: true });
  for (let index = 0; index < count; index++) {
    const dependsOn = index === 0 ? "" : `dependsOn: { "plugin-${index - 1}": "^1.0.0" },`;
    const text = `export default { name: "plugin-${index}", version: "1.0.0", ${dependsOn} hooks: { ready() {}, teardown() {} } };`;
    writeFileSync(join(folder, "plugins", `plugin-${String(count - index).padStart(5, "0")}.mjs`), text);
  }
  return folder;
}

function host(loaded: readonly LoadedPlugin[]): void {
  const log = createLogger("bench", [], () => new Date());
  const hooks = createHookRegistry<LifecycleHooks>(LIFECYCLE_HOOKS, {
    events: { emit: () => undefined },
    log,
    clock: systemClock,
  });
  const values = LauncherConfigSchema.parse({ data_dir: "data" });
  const resolved: ResolvedConfig = {
    values,
    sections: {},
    provenance: new Map(),
    file: undefined,
    folder: home,
    environment: {},
  };
  createPluginHost(loaded, { hooks, container: createContainer(), resolved, log, coreVersion: "0.1.0" });
  hooks.freeze();
}

const few = { iterations: 3, time: 0, warmupIterations: 0, warmupTime: 0 };

describe("load, the same 1,000 plugins in all", () => {
  const hundreds: string[] = [];
  const thousands: string[] = [];
  for (let turn = 0; turn < 30; turn++) hundreds.push(writePlugins(100));
  for (let turn = 0; turn < 3; turn++) thousands.push(writePlugins(1_000));
  bench(
    "10 sets of 100",
    async () => {
      for (let set = 0; set < 10; set++) await loadPlugins([], hundreds.pop() ?? "");
    },
    few,
  );
  bench("1 set of 1,000", async () => void (await loadPlugins([], thousands.pop() ?? "")), few);
});

describe("order and host, the same 1,000 plugins in all", async () => {
  const hundred = await loadPlugins([], writePlugins(100));
  const thousand = await loadPlugins([], writePlugins(1_000));
  bench("10 sets of 100", () => {
    for (let set = 0; set < 10; set++) host(hundred);
  });
  bench("1 set of 1,000", () => host(thousand));
});
