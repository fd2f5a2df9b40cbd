import { existsSync } from "node:fs";
import { join } from "node:path";
import { definePlugin, type HookContext, type Plugin, type RunnerDefinition, type RunnerHandle } from "@rigline/core";
import { runPluginSession } from "@rigline/core/testing";
import { MappingHandles } from "../src/mapper/mapping-handles.js";
import { expect, test } from "vitest";
import plugin, {
  MAPPING_ADDITIONS,
  MappingAdditionsSchema,
  SESSION_MAPPER,
  SessionMappingSchema,
} from "../src/index.js";
import { makeSession, makeMapping, SESSION_FILES } from "./support/make-session.js";
import { makeParts } from "./support/make-parts.js";
import { makeTransfers } from "./support/hand-off.js";
import { temporaryFolder } from "./support/temporary-folder.js";
import { writeTree } from "./support/write-tree.js";

/** Calls the hook `ready` as the launcher does, and returns the runner that it added. */
async function getReady(folder: string): Promise<RunnerDefinition<unknown>[]> {
  const parts = makeParts(folder);
  const added: RunnerDefinition<unknown>[] = [];
  const runners = { add: (definition: unknown) => (added.push(definition as never), {} as RunnerHandle<never>) };
  const ready = plugin.hooks?.ready;
  if (typeof ready !== "function") throw new Error("the hook is a function");
  const needs = { parts, transfers: makeTransfers(parts), handles: new MappingHandles(), mapper: undefined };
  const context = { needs, offers: { additions: [] } } as unknown as HookContext;
  await ready({ runners, config: parts.config.values, purpose: "session" }, context as never);
  return added;
}

test.each([
  ["pending", true],
  ["scheduled", true],
  ["complete", false],
  ["nothing", false],
])("a resumed session looks again at a hand-off that was %s: %s", async (state, again) => {
  const folder = temporaryFolder();
  const [runner] = await getReady(folder);
  expect(runner?.redo?.(makeSession(folder), { state })).toBe(again);
  expect(runner?.redo?.(makeSession(folder), undefined)).toBe(false);
});

const mapper = definePlugin({
  name: "mapper",
  version: "1.0.0",
  provides: SESSION_MAPPER,
  setup: ({ runners }) =>
    runners.add({
      name: "mapper",
      phase: "postSession",
      result: SessionMappingSchema,
      run: ({ session }) => makeMapping(session),
    }),
});

/** Adds a folder of a modality of its own to what is handed off. */
function adding(name: string, folder: string): Plugin {
  return definePlugin({
    name,
    version: "1.0.0",
    extends: { mapping: MAPPING_ADDITIONS },
    hooks: {
      ready: ({ runners }, { extends: { mapping } }) =>
        mapping.add(
          runners.add({
            name,
            phase: "postSession",
            result: MappingAdditionsSchema,
            run: ({ session }) => ({ modalities: { ecephys: [join(session.directory, folder)] } }),
          }),
        ),
    },
  });
}

async function handOff(plugins: readonly Plugin[]) {
  const folder = temporaryFolder();
  const result = await runPluginSession(plugin, {
    options: {
      destination: join(folder, "central"),
      allow_local_destination: true,
      project_name: "Example project",
      flag_dir: join(folder, "flags"),
      service: "none",
      transfer_endpoint: null,
    },
    during: ({ directory }) =>
      writeTree(directory, { ...SESSION_FILES, "probe-a/spikes.bin": "a", "probe-b/spikes.bin": "b" }),
    plugins,
  });
  const runner = result.report?.runners.find(({ name }) => name === "watchdog");
  return { ...result, runner, manifest: join(folder, "flags", `manifest_${result.session?.name}.yaml`) };
}

test.each(["mapped", "derived"])("the session is handed off in a real launcher, its mapping %s", async (kind) => {
  await using result = await handOff(kind === "mapped" ? [mapper] : []);
  expect(result.error).toBeUndefined();
  expect(result.runner).toMatchObject({ state: "done", phase: "postSession" });
  expect(result.runner?.details?.some(({ label }) => label === "mapping")).toBe(kind === "derived");
  expect(existsSync(result.manifest)).toBe(true);
  expect(result.report?.handOff.state).not.toBe("none");
});

test("several plugins add to the mapping, named before or behind it", async () => {
  await using result = await handOff([adding("probe-a", "probe-a"), mapper, adding("probe-b", "probe-b")]);
  expect(result.runner?.state).toBe("done");
  const { readFileSync } = await import("node:fs");
  const text = readFileSync(result.manifest, "utf8");
  for (const name of ["behavior", "probe-a", "probe-b"]) expect(text).toContain(name);
});

test.each<[string, Plugin]>([
  [
    "what plugin lab added to watchdog/mapping-additions is no handle that runners.add returned: an object",
    definePlugin({
      name: "lab",
      version: "1.0.0",
      extends: { mapping: MAPPING_ADDITIONS },
      hooks: { ready: (_payload, { extends: { mapping } }) => mapping.add({ modalities: {} } as never) },
    }),
  ],
  [
    "what is provided as watchdog/session-mapper is no handle that runners.add returned: an object",
    definePlugin({
      name: "lab",
      version: "1.0.0",
      provides: SESSION_MAPPER,
      setup: () => ({ modalities: {} }) as never,
    }),
  ],
])("what is no runner's handle is told with where it came from: %s", async (message, lab) => {
  await using result = await handOff([lab]);
  expect(result.error).toMatchObject({ code: "HOOK_FAILED", message: expect.stringContaining(message) as string });
});

test("two mappers are refused before anything runs, naming both", async () => {
  await using result = await handOff([mapper, definePlugin({ ...mapper, name: "other-mapper" } as never)]);
  expect(result.error).toMatchObject({
    code: "SERVICE_PROVIDED_TWICE",
    message: 'Both plugin "mapper" and plugin "other-mapper" provide the service "watchdog/session-mapper"',
  });
});

test("the queue lies in the data folder that a plugin changed the config to", async () => {
  const folder = temporaryFolder();
  const elsewhere = join(folder, "elsewhere");
  const mover = definePlugin({
    name: "mover",
    version: "1.0.0",
    hooks: { configResolved: (config) => ({ ...config, data_dir: elsewhere }) },
  });
  await using result = await runPluginSession(plugin, {
    options: {
      destination: join(folder, "central"),
      allow_local_destination: true,
      project_name: "Example project",
      service: "none",
      transfer_endpoint: null,
    },
    during: ({ directory }) => writeTree(directory, SESSION_FILES),
    plugins: [mapper, mover],
  });
  expect(result.error).toBeUndefined();
  expect(result.session?.directory.startsWith(elsewhere)).toBe(true);
  const queue = join(elsewhere, ".rigline", "watchdog", "flags");
  expect(existsSync(join(queue, `manifest_${result.session?.name}.yaml`))).toBe(true);
});
