import { afterAll, describe, expect, test } from "vitest";
import { makePlainRig } from "./plain-rig.js";
import { makeWorkFolder, removeWorkFolder, type Rig } from "./rig.js";

const parent = makeWorkFolder("misbehaving-load");
afterAll(() => removeWorkFolder(parent));

let rigs = 0;

/** Stands for the rest of the rig: a runner that every session must come to. */
const GOOD = `export default { name: "good", version: "1.0.0", hooks: {
  ready: ({ runners }) => { runners.add({ name: "transfer", phase: "postSession", run: () => {} }); },
} };`;

describe("while its module is being loaded", () => {
  const PLUGIN = `export default { name: "bad", version: "1.0.0", hooks: {} };\n`;
  const EXIT = `process.exit(0);\n${PLUGIN}`;
  const COMMANDS = [
    ["run", "--subject", "614173", "--no-input"],
    ["run", "--dry-run"],
    ["resume"],
    ["doctor"],
    ["sessions"],
    ["plugins"],
    ["config"],
    ["config", "explain", "data_dir"],
  ];

  function rigWith(source: string, file = "bad.mjs"): Rig {
    return makePlainRig(parent, `rig-${(rigs += 1)}`, { "good.mjs": GOOD, [file]: source }, { experiment: undefined });
  }

  test.concurrent.each(COMMANDS.map((command) => [command.join(" "), command] as const))(
    "process.exit does not end `rigline %s` in silence",
    async (_title, command) => {
      const { exitCode, all } = await rigWith(EXIT).run(command);
      expect(exitCode, all).toBe(4);
      expect(all).toMatch(/PLUGIN_CALLED_EXIT: Plugin ".\/bad.mjs" called process.exit\(0\)\n.*bad.mjs:1/);
      expect(all).not.toMatch(/^\s+at .*:\d+:\d+/m);
    },
  );

  test.concurrent.each([
    ["imported from node:process", "bad.mjs", `import { exit } from "node:process";\nexit(0);\n${PLUGIN}`],
    ["after an await", "bad.mjs", `await null;\nprocess.exit(0);\n${PLUGIN}`],
    ["in TypeScript", "bad.ts", `const code: number = 0;\nprocess.exit(code);\n${PLUGIN}`],
    ["in CommonJS", "bad.cjs", "process.exit(0);\n"],
  ])("process.exit %s", async (_title, file, source) => {
    const { exitCode, all } = await rigWith(source, file).run(["plugins"]);
    expect(exitCode, all).toBe(4);
    expect(all).toContain(`PLUGIN_CALLED_EXIT: Plugin "./${file}" called process.exit(0)`);
  });

  test.concurrent("process.exit neither keeps the schema nor the completion from being written", async () => {
    const rig = rigWith(EXIT);
    const schema = await rig.run(["config", "schema"]);
    expect(schema.exitCode, schema.all).toBe(0);
    expect(schema.stdout).toContain('"data_dir"');
    expect(schema.stderr).toContain("PLUGIN_CALLED_EXIT");
    const completion = await rig.run(["__complete", "--", "config", "explain", "data"]);
    expect(completion.all).toMatch(/^data_dir\t/);
  });

  test.concurrent.each([
    ["a rejection", `void Promise.reject(new Error("lost"));\n${PLUGIN}`],
    ["an exception in a timer", `setTimeout(() => { throw new Error("lost"); }, 1);\n${PLUGIN}`],
  ])("%s that nobody waits for is told with its plugin", async (_title, source) => {
    const rig = rigWith(source);
    for (const command of [["run", "--subject", "614173", "--no-input"], ["doctor"]]) {
      const { exitCode, all } = await rig.run(command);
      expect(exitCode, all).toBe(4);
      expect(all).toMatch(/Something that plugin "(?:bad|.\/bad.mjs)" did not wait for failed: lost/);
      expect(all).not.toMatch(/^\s+at .*:\d+:\d+/m);
    }
  });

  test.concurrent("what fails so late that all has been told prints nothing of Node's own and changes nothing", async () => {
    const source = `setInterval(() => { throw new Error("far too late"); }, 40);\n${PLUGIN}`;
    const { stderr, stdout, exitCode, all } = await rigWith(source).run(["config"]);
    expect([0, 4], all).toContain(exitCode);
    expect(stdout).toContain("data_dir: data");
    expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
  });

  test.concurrent("a rejection is told by `rigline config` too", async () => {
    const { exitCode, all } = await rigWith(`void Promise.reject(new Error("lost"));\n${PLUGIN}`).run(["config"]);
    expect(exitCode, all).toBe(4);
    expect(all).toContain("did not wait for failed: lost");
    expect(all).toContain("data_dir: data");
  });
});
