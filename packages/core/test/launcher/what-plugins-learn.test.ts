import { expect, test } from "vitest";
import { LOADED_VERSIONS, RUNNING_EXPERIMENT } from "../../src/di/session-tokens.js";
import { definePlugin } from "../../src/plugins/define-plugin.js";
import type { ProcessRunner } from "../../src/processes/process-exit.js";
import { coreVersion } from "../../src/version.js";
import { useLauncherBench, WELL } from "./launcher-bench.js";

const bench = useLauncherBench();

test("a plugin learns what is loaded, and the experiment's process for as long as it runs", async () => {
  const seen: unknown[] = [];
  const watcher = definePlugin({
    name: "watcher",
    version: "2.1.0",
    needs: { experiment: RUNNING_EXPERIMENT, installation: LOADED_VERSIONS },
    hooks: {
      ready: (_payload, { needs }) => void seen.push(needs.installation, needs.experiment.pid),
      experimentEnded: (_payload, { needs }) => void seen.push(needs.experiment.pid),
    },
  });
  const other = definePlugin({ name: "other", version: "1.0.0" });
  let experiment: { readonly pid: number | undefined } | undefined;
  const processes: ProcessRunner = {
    run: (request) => {
      request.onStart?.(4711, Promise.resolve(undefined));
      seen.push(experiment?.pid);
      return Promise.resolve(WELL);
    },
  };
  await using launcher = await bench.open({ plugins: [other, watcher], processes });
  experiment = launcher.services.resolve(RUNNING_EXPERIMENT);
  expect((await launcher.run()).outcome).toBe("success");
  expect(seen).toEqual([
    {
      version: coreVersion(),
      plugins: [
        { name: "other", version: "1.0.0", use: expect.any(String) },
        { name: "watcher", version: "2.1.0", use: expect.any(String) },
      ],
    },
    undefined,
    4711,
    undefined,
  ]);
});
