import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePlainRig } from "./plain-rig.js";
import { makeWorkFolder, removeWorkFolder } from "./rig.js";

const LISTER = new URL("fixtures/list-modules.mjs", import.meta.url).href;

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("startup");
});
afterEach(() => removeWorkFolder(parent));

interface Loaded {
  readonly count: number;
  /** Third-party packages, without their version, on their own or bundled. */
  readonly packages: readonly string[];
  /** Each file, and what was bundled into it. */
  readonly sources: readonly string[];
}

/** The launcher's part of it, and the one that it shares with the daemon. */
const EXPORTER = /src[/\\]telemetry[/\\]export-spans\.ts$/;

/** What a command loads: that, and not the clock of a machine that others use too, is what makes a start slow. */
async function listLoaded(args: readonly string[], environment: Record<string, string> = {}): Promise<Loaded> {
  const rig = makePlainRig(parent, "rig-1");
  const list = join(parent, "modules.txt");
  const { exitCode, all } = await rig.run(args, {
    env: { ...environment, LOADED_MODULES: list, NODE_OPTIONS: `--import ${LISTER}` },
  });
  expect(exitCode, all).toBe(0);
  const modules = readFileSync(list, "utf8")
    .split("\n")
    .filter((name) => name !== "" && !name.startsWith("node:") && !name.startsWith("data:"))
    .map((name) => (name.startsWith("file:") ? fileURLToPath(name) : name));
  const sources = modules.flatMap((module) => [module, ...partsOf(module)]);
  const packages = sources.flatMap((name) => /.*node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(name)?.[1] ?? []);
  return { count: new Set(modules).size, packages: [...new Set(packages)].sort(), sources };
}

/** The modules that were bundled into one; its source map names them. */
function partsOf(module: string): readonly string[] {
  const map = `${module}.map`;
  return existsSync(map) ? (JSON.parse(readFileSync(map, "utf8")) as { sources: string[] }).sources : [];
}

test("--version loads the command's own file and its package.json", async () => {
  expect(await listLoaded(["--version"])).toMatchObject({ count: 2, packages: [] });
});

test.each([[["--help"]], [["run", "--help"]], [["completion", "bash"]]])("%j loads the parser alone", async (args) => {
  const { count, packages } = await listLoaded(args);
  // leven is 60 lines that stand beside the errors.
  expect(packages).toEqual(["commander", "leven"]);
  expect(count).toBeLessThan(20);
});

test("config loads what reads a config, and nothing that runs one", async () => {
  const { packages } = await listLoaded(["config"]);
  expect(packages).toContain("zod");
  for (const name of ["tsyringe", "reflect-metadata", "execa", "eventemitter3", "jiti", "@clack/prompts"])
    expect(packages).not.toContain(name);
});

test("doctor starts no program and asks nothing", async () => {
  const { packages } = await listLoaded(["doctor"]);
  expect(packages).toContain("tsyringe");
  for (const name of ["execa", "jiti", "@clack/prompts"]) expect(packages).not.toContain(name);
});

test("a session that is asked nothing loads no prompts and no telemetry", async () => {
  const { packages, sources } = await listLoaded(["run", "--subject", "614173", "--no-input"]);
  expect(packages).toContain("execa");
  for (const name of ["jiti", "@clack/prompts"]) expect(packages).not.toContain(name);
  expect(sources.filter((source) => EXPORTER.test(source))).toEqual([]);
});

test.each([[["doctor"]], [["config"]], [["run", "--subject", "614173", "--no-input"]]])(
  "%j of a rig that names none of the rig's plugins loads nothing of them",
  async (args) => {
    const { sources } = await listLoaded(args);
    expect(sources.filter((source) => source.includes("rig-plugins"))).toEqual([]);
  },
);

test("telemetry is loaded when it is asked for", async () => {
  const { sources } = await listLoaded(["doctor"], { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" });
  expect(sources.filter((source) => EXPORTER.test(source))).toHaveLength(2);
});
