import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const packages = fileURLToPath(new URL("packages/", import.meta.url));

export default defineConfig({
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
  test: {
    include: ["packages/*/test/**/*.test.ts", "test/**/*.test.ts"],
    typecheck: {
      enabled: true,
      include: ["packages/*/test/**/*.test-d.ts"],
      tsconfig: "tsconfig.test.json",
      // scripts/check.mjs checks the types of all the tests.
      ignoreSourceErrors: true,
    },
    reporters: ["default", "./scripts/closing-line-reporter.mjs"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
