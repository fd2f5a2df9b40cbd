import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import type { LauncherConfig, RiglineConfig } from "../../src/config/launcher-config.js";
import { resolvePluginOptions } from "../../src/config/plugin-options.js";
import type { ResolvedConfig } from "../../src/config/resolved-config.js";

test("a config that is a program may leave out what has a default, and may have sections", () => {
  expectTypeOf({ data_dir: "d", watchdog: { project_name: "A" } }).toExtend<RiglineConfig>();
  expectTypeOf({ data_dir: "d", plugins: [{ use: "./a.mjs" }] }).toExtend<RiglineConfig>();
  expectTypeOf({ subject: "m7" }).not.toExtend<RiglineConfig>();
  expectTypeOf({ data_dir: 3 }).not.toExtend<RiglineConfig>();
});

test("what was validated has its defaults", () => {
  expectTypeOf<LauncherConfig["plugins"][number]["with"]>().toEqualTypeOf<Readonly<Record<string, unknown>>>();
  expectTypeOf<LauncherConfig["hook_timeouts"]>().toEqualTypeOf<Readonly<Record<string, number>>>();
  expectTypeOf<LauncherConfig["subject"]>().toEqualTypeOf<string | undefined>();
});

test("a plugin's options have its schema's type", () => {
  const options = z.strictObject({ wait_seconds: z.number().default(60) });
  const { options: found } = resolvePluginOptions({} as ResolvedConfig, undefined, { name: "w", options });
  expectTypeOf(found).toEqualTypeOf<{ wait_seconds: number }>();
});
