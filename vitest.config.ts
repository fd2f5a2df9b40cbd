import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/suite/longest-first.js";

const packages = fileURLToPath(new URL("packages/", import.meta.url));

export default defineConfig({
  resolve: {
    // Tests read the sources, not dist: an alias rather than the export condition, so that tools which copy the tree work too.
    alias: [
      {
        find: /^@rigline\/core\/(cli|init|testing)$/,
        replacement: `${packages}core/src/$1/index.ts`,
      },
      { find: /^@rigline\/foundation\/([a-z]+)$/, replacement: `${packages}foundation/src/$1/index.ts` },
      {
        find: "@rigline/watchdog-plugin/daemon-host",
        replacement: `${packages}watchdog-plugin/src/daemon/daemon-host.ts`,
      },
      {
        find: "@rigline/core/session-record",
        replacement: `${packages}core/src/session/session-record.ts`,
      },
      {
        find: /^@rigline\/watchdog-service\/(parts|told-jobs|notify-channels)$/,
        replacement: `${packages}watchdog-service/src/$1.ts`,
      },
      { find: "@rigline/page/parts", replacement: `${packages}page/src/parts.ts` },
      { find: /^@rigline\/rig-plugins\/([a-z-]+)$/, replacement: `${packages}rig-plugins/src/$1/index.ts` },
      { find: /^@rigline\/([a-z-]+)$/, replacement: `${packages}$1/src/index.ts` },
    ],
  },
  test: {
    include: ["packages/*/test/**/*.test.ts", "test/*/**/*.test.ts"],
    exclude: ["**/node_modules/**"],
    globalSetup: "test/suite/global-setup.ts",
    setupFiles: "test/suite/setup-file.ts",
    // Files share workers, which saves two fifths of the work; the setup file holds that none leaves anything in them.
    isolate: false,
    // Many tests wait for programs and their deadlines: one worker more than the machine has cores keeps it busy.
    maxWorkers: availableParallelism() + 1,
    // Of the tests of a file that are said to run side by side.
    maxConcurrency: 4,
    sequence: { sequencer: LongestFirst },
    reporters: ["default", "./scripts/closing-line-reporter.mjs"],
    // What hangs is ended; what is slow, on a machine on which much else runs, is not. A poll's own default is one second.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 230_000, interval: 20 } },
  },
});
