// Runs the plugin of the given name in a guarded process of its own, as the command line does, and prints what became of
// it as JSON.
import { createJiti } from "jiti";
import { fileURLToPath } from "node:url";

// For all its runs, of which each is a process; beside other tools' caches, and not among what is temporary.
const fsCache = fileURLToPath(new URL("../../../../../node_modules/.cache/jiti", import.meta.url));
const jiti = createJiti(import.meta.url, { fsCache });
const source = (path) => jiti.import(`../../../src/${path}`);
const { guardProcess } = await source("plugins/process-guard.ts");
const { createHookRegistry } = await source("hooks/hook-registry.ts");
const { createLogger, systemClock } = await jiti.import("@rigline/foundation/platform");

const file = fileURLToPath(new URL("plugins.mjs", import.meta.url));
const [name] = process.argv.slice(2);
const { [name]: hooks } = await import("./plugins.mjs");

const strays = [];
let tellStray = () => {};
const stray = new Promise((resolve) => {
  tellStray = resolve;
});
const guard = guardProcess({
  onStray: (error) => {
    strays.push({ code: error.code, message: error.message, where: error.where });
    tellStray();
  },
  plugins: () => [{ name, file }],
});
const log = createLogger("rigline", [], () => new Date());
const registry = createHookRegistry(
  { ready: { kind: "settle", timeoutMs: 10_000 } },
  { events: { emit: () => {} }, log, clock: systemClock, around: (place, call) => guard.run(place, call) },
);
registry.use(hooks, { plugin: name, log, options: undefined, services: {} });
registry.freeze();

const { errors } = await registry.run("ready", { file });
if (name.startsWith("stray")) await stray;
const report = {
  errors: errors.map(({ code, message, cause }) => ({ code, message, cause: cause?.code })),
  strays,
  leftovers: await guard.leftovers(),
};
guard[Symbol.dispose]();
process.stdout.write(`${JSON.stringify(report)}\n`, () => {
  // The launcher owns the process: outside a plugin this is the real one, and ends it whatever was left open.
  process.exit(name === "leaves" ? 7 : undefined);
});
