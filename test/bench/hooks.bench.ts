// One hook with five handlers, beside a loop written by hand and the two best-known hook libraries.
import { createHooks } from "hookable";
import { AsyncSeriesHook } from "tapable";
import type { HookTable, Series } from "../../packages/core/dist/hooks/hook-kinds.js";
import { createHookRegistry, type HookRegistry } from "../../packages/core/dist/hooks/hook-registry.js";
import { createLogger, systemClock } from "../../packages/core/dist/platform/index.js";
import { interleave, repeated } from "./interleave.js";
import { compare, type Row } from "./row.js";
import type { SuiteResult } from "./suite.js";

interface Hooks {
  step: Series<number>;
}
type Handler = (payload: number) => void | Promise<void>;

const TABLE: HookTable<Hooks> = { step: { kind: "series", timeoutMs: 60_000 } };
const HANDLERS = [1, 2, 3, 4, 5];
const TIMES = 10_000;
const ROUNDS = 25;

export async function benchHooks(): Promise<SuiteResult> {
  const asynchronous: Handler = async (payload) => void payload;
  const synchronous: Handler = (payload) => void payload;
  return { rows: [...(await compareDispatch("async", asynchronous)), ...(await compareDispatch("sync", synchronous))] };
}

async function compareDispatch(kind: string, handler: Handler): Promise<readonly Row[]> {
  const list = HANDLERS.map(() => handler);
  const silent = registryOf(handler, false);
  const listened = registryOf(handler, true);
  const hookable = createHooks<{ step: Handler }>();
  for (const step of list) hookable.hook("step", step);
  const tapable = new AsyncSeriesHook<[number]>(["payload"]);
  for (const [index, step] of list.entries()) tapable.tapPromise(`plugin-${index}`, async (payload) => step(payload));

  const samples = await interleave(
    [
      repeated("rigline", TIMES, () => silent.run("step", 1)),
      repeated("rigline, traced", TIMES, () => listened.run("step", 1)),
      repeated("for … await", TIMES, async () => {
        for (const step of list) await step(1);
      }),
      repeated("hookable", TIMES, () => hookable.callHook("step", 1)),
      repeated("tapable", TIMES, () => tapable.promise(1)),
    ],
    ROUNDS,
    5,
  );
  const what = `dispatch to 5 ${kind} handlers`;
  const promised = kind === "async" ? { target: { ratioUpTo: 3 } } : {};
  return [
    compare(samples, { what, ours: "rigline", peer: "for … await", ...promised }),
    compare(samples, { what, ours: "rigline", peer: "hookable" }),
    compare(samples, { what, ours: "rigline", peer: "tapable" }),
    compare(samples, { what: `${what}, traced`, ours: "rigline, traced", peer: "for … await" }),
  ];
}

function registryOf(handler: Handler, traced: boolean): HookRegistry<Hooks> {
  const log = createLogger("bench", [], () => new Date());
  const events = { emit: () => undefined, hasListeners: () => traced };
  const registry = createHookRegistry(TABLE, { events, log, clock: systemClock });
  for (const number of HANDLERS)
    registry.use({ step: handler }, { log, options: undefined, services: {} as never, plugin: `plugin-${number}` });
  registry.freeze();
  return registry;
}
