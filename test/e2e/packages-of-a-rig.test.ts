import { join } from "node:path";
import { pathToFileURL, fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { configOf, makeOutside, runOutside, writeIn } from "./outside.js";
import { makeRig, removeWorkFolder } from "./rig.js";
import { runHere } from "./run-here.js";

const CORE = fileURLToPath(new URL("../../packages/core/", import.meta.url));

let folder: string;
afterEach(() => removeWorkFolder(folder));

const BODY = `definePlugin({
  name: "greeter",
  version: "1.0.0",
  options: z.strictObject({ greeting: z.string().default("hello") }),
  hooks: {
    preflight: (_payload, { options }) => ({ level: "ok", subject: "greeter", message: options.greeting + " " + SESSION_MAPPER.name }),
  },
});
`;
const IMPORTING = `import { definePlugin } from "@rigline/core";
import { SESSION_MAPPER } from "@rigline/watchdog-plugin";
import { z } from "zod";

export default ${BODY}`;
const REQUIRING = `const { definePlugin } = require("@rigline/core");
const { SESSION_MAPPER } = require("@rigline/watchdog-plugin");
const { z } = require("zod");

module.exports = ${BODY}`;
const TYPED = `${IMPORTING}
export type { Plugin } from "@rigline/core";
`;
const DYNAMIC = `const { definePlugin } = await import("@rigline/core");
const { SESSION_MAPPER } = await import("@rigline/watchdog-plugin");
const { z } = await import("zod");

export default ${BODY}`;

const KINDS: Readonly<Record<string, string>> = {
  "module.mjs": IMPORTING,
  "script.js": IMPORTING,
  "of-a-module/plugin.js": IMPORTING,
  "required.js": REQUIRING,
  "required.cjs": REQUIRING,
  "typed.ts": TYPED,
  "typed.mts": TYPED,
  "dynamic.mjs": DYNAMIC,
};
const MODULE = { "of-a-module/package.json": `{ "type": "module" }` };

test("plugins of every kind can import what Rigline brings, and get their options", async () => {
  const files = Object.entries(KINDS).map(
    ([file, text], at) => [file, text.replace('"greeter"', `"greeter-${at}"`)] as const,
  );
  const entries = files.map(([file]) => `{ use: ./${file}, with: { greeting: ${file} says } }`);
  folder = makeOutside({ "rigline.config.yaml": configOf(...entries), ...Object.fromEntries(files), ...MODULE });
  const { exitCode, stdout, stderr } = await runOutside(folder, ["doctor"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  for (const [file] of files) expect(stdout).toContain(`${file} says watchdog/session-mapper`);
});

test.each(["module.mjs", "of-a-module/plugin.js", "required.cjs", "typed.ts"])(
  "its schema checks the options of %s",
  async (file) => {
    folder = makeOutside({
      "rigline.config.yaml": configOf(`{ use: ./${file}, with: { greting: good day } }`),
      [file]: KINDS[file] as string,
      ...MODULE,
    });
    const { exitCode, stderr } = await runHere({ folder }, ["doctor"]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('Did you mean "greeting"?');
  },
);

test("all of them, and the launcher, share one copy of each package", async () => {
  const collect = "(globalThis.seen ??= []).push(definePlugin, RiglineError, z.ZodObject, z.object, SESSION_MAPPER);";
  const imports = `import { definePlugin, RiglineError } from "@rigline/core";
import { SESSION_MAPPER } from "@rigline/watchdog-plugin";
import { z } from "zod";
import { z as again } from "zod/v4";
${collect}\nglobalThis.seen.push(again.object);\n`;
  const requires = `const { definePlugin, RiglineError } = require("@rigline/core");
const { SESSION_MAPPER } = require("@rigline/watchdog-plugin");
const { z } = require("zod");\n${collect}\n`;
  const coreUrl = pathToFileURL(join(CORE, "dist/index.js")).href;
  const zodUrl = pathToFileURL(join(CORE, "node_modules/zod/index.js")).href;
  const plugin = (name: string): string => `definePlugin({ name: "${name}", version: "1.0.0", hooks: {} });\n`;
  folder = makeOutside({
    "rigline.config.yaml": configOf("{ use: ./last.mjs }"),
    "plugins/a.mjs": `${imports}export default ${plugin("a")}`,
    "plugins/b.ts": `${imports}export default ${plugin("b")}`,
    "plugins/c.cjs": `${requires}module.exports = ${plugin("c")}`,
    "plugins/d.js": `${imports}export default ${plugin("d")}`,
    "last.mjs": `import { definePlugin, RiglineError } from ${JSON.stringify(coreUrl)};
import { z } from ${JSON.stringify(zodUrl)};
export default definePlugin({ name: "last", version: "1.0.0", hooks: {
  preflight: () => {
    const own = [definePlugin, RiglineError, z.ZodObject, z.object];
    const others = globalThis.seen.filter((value) => !own.includes(value));
    return { level: "ok", subject: "seen", message: globalThis.seen.length + " values, others: " + others.map((value) => (value.name ?? String(value).slice(0, 60))) };
  },
} });`,
  });
  const { stdout, stderr } = await runOutside(folder, ["doctor"]);
  expect(stderr).toBe("");
  const mappers = Array.from({ length: 4 }, () => "watchdog/session-mapper").join(",");
  expect(stdout).toContain(`23 values, others: ${mappers}`);
});

test("a mapper outside hands off through the watchdog plugin, in a real session", async () => {
  folder = makeOutside({});
  const rig = makeRig({
    parent: folder,
    name: "rig-1",
    plugins: [{ use: "./mapper.mjs" }, { use: "@rigline/watchdog-plugin" }],
  });
  writeIn(rig.folder, {
    "mapper.mjs": `import { join } from "node:path";
import { definePlugin } from "@rigline/core";
import { SESSION_MAPPER, SessionMappingSchema } from "@rigline/watchdog-plugin";
export default definePlugin({ name: "mapper", version: "1.0.0", provides: SESSION_MAPPER,
  setup: ({ runners }) => runners.add({
    name: "mapper",
    phase: "postSession",
    result: SessionMappingSchema,
    run: ({ session }) => ({
      subjectId: session.subject,
      experimenters: [...session.experimenters],
      acquisitionStart: session.date,
      modalities: { behavior: [join(session.directory, "behavior")] },
      schemas: [],
    }),
  }),
});`,
  });
  const { exitCode, all } = await runOutside(rig.folder, ["run", "--subject", "614173", "--no-input"]);
  expect(exitCode, all).toBe(0);
  expect(all).toMatch(/mapper +done/);
  expect(all).toMatch(/watchdog.* done/);
});

test("a helper beside the plugin finds them too, and is loaded once for all plugins", async () => {
  const plugin = (name: string): string => `import { countFor } from "./_helper.mjs";
import { definePlugin } from "@rigline/core";
export default definePlugin({ name: "${name}", version: "1.0.0", hooks: {
  preflight: () => ({ level: "ok", subject: "${name}", message: "number " + countFor() }),
} });`;
  folder = makeOutside({
    "rigline.config.yaml": "data_dir: data\n",
    "plugins/_helper.mjs": `import { definePlugin } from "@rigline/core";
let count = 0;
export const countFor = () => typeof definePlugin + " " + ++count;`,
    "plugins/a.mjs": plugin("a"),
    "plugins/b.ts": plugin("b"),
  });
  const { stdout, stderr } = await runHere({ folder }, ["doctor"]);
  expect(stderr).toBe("");
  expect(stdout).toContain("number function 1");
  expect(stdout).toContain("number function 2");
});

test.each(["own.mjs", "own.ts"])("a package installed in the rig itself comes first: %s", async (file) => {
  folder = makeOutside({
    "rigline.config.yaml": configOf(`{ use: ./plugins/${file} }`),
    "node_modules/zod/package.json": `{ "name": "zod", "version": "0.0.1", "main": "index.js" }`,
    "node_modules/zod/index.js": `module.exports = { own: "the rig's own zod" };`,
    [`plugins/${file}`]: `import { definePlugin } from "@rigline/core";
import zod from "zod";
export default definePlugin({ name: "own", version: "1.0.0", hooks: {
  preflight: () => ({ level: "ok", subject: "own", message: zod.own }),
} });`,
  });
  const { stdout, stderr } = await runHere({ folder }, ["doctor"]);
  expect(stderr).toBe("");
  expect(stdout).toContain("the rig's own zod");
});

test.each(["rigline.config.mjs", "rigline.config.ts", "rigline.config.cjs"])(
  "a config that is a program finds them too: %s",
  async (file) => {
    const imports = `import { definePlugin } from "@rigline/core";\nimport { z } from "zod";\nexport default `;
    const requires = `const { definePlugin } = require("@rigline/core");\nconst { z } = require("zod");\nmodule.exports = `;
    folder = makeOutside({
      [file]: `${file.endsWith(".cjs") ? requires : imports}{ data_dir: typeof definePlugin + typeof z.object };\n`,
    });
    const { stdout, stderr } = await runHere({ folder }, ["config", "--json"]);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({ data_dir: "functionfunction" });
  },
);
