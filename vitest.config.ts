import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/suite/longest-first.js";

const packages = fileURLToPath(new URL("packages/", import.meta.url));

/**
 * Rooms whose tests touch nothing that a process has once (its environment, its folder, its signals, its timers): their
 * files share a worker, which saves more time than they take.
 */
const pure = [
  "packages/manifest/test/**/*.test.ts",
  "packages/foundation/test/{errors,names,paths,places,redaction,time}/**/*.test.ts",
  "packages/watchdog-plugin/test/{follow,logs,mapper,options,preflight,transfer}/**/*.test.ts",
  "packages/core/test/{config,di,errors,events,hooks,launcher,lifecycle,logs,report,runners,session}/**/*.test.ts",
];

const shared = {
  resolve: {
    // Tests read the sources, not dist: an alias rather than the export condition, so that tools which copy the tree work too.
    alias: [
      {
        find: /^@rigline\/core\/(cli|testing)$/,
        replacement: `${packages}core/src/$1/index.ts`,
      },
      { find: /^@rigline\/foundation\/([a-z]+)$/, replacement: `${packages}foundation/src/$1/index.ts` },
      { find: /^@rigline\/([a-z-]+)$/, replacement: `${packages}$1/src/index.ts` },
    ],
  },
};
const limits = { setupFiles: "test/suite/setup-file.ts", testTimeout: 30_000, hookTimeout: 30_000 };

export default defineConfig({
  ...shared,
  test: {
    projects: [
      { ...shared, test: { ...limits, name: "pure", include: pure, isolate: false } },
      {
        ...shared,
        test: {
          ...limits,
          name: "alone",
          include: ["packages/*/test/**/*.test.ts", "test/*/**/*.test.ts"],
          exclude: [...pure, "**/node_modules/**"],
        },
      },
    ],
    globalSetup: "test/suite/global-setup.ts",
    // Many tests wait for programs and their deadlines: one worker more than the machine has cores keeps it busy.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    reporters: ["default", "./scripts/closing-line-reporter.mjs"],
  },
});
