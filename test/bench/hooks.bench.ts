// One hook with five handlers, beside a loop written by hand and the two best-known hook libraries.
import { join } from "node:path";
import { createHooks } from "hookable";
import { AsyncSeriesHook } from "tapable";
import { createEventBus } from "../../packages/core/dist/events/event-bus.js";
import { openEventLog } from "../../packages/core/dist/events/event-log.js";
import { hideInEvent } from "../../packages/core/dist/launcher/gate.js";
import { nodeLogs } from "../../packages/core/dist/logs/log-store.js";
import type { HookTable, Series } from "../../packages/core/dist/hooks/hook-kinds.js";
import { createHookRegistry, type HookRegistry } from "../../packages/core/dist/hooks/hook-registry.js";
import type { HookTools } from "../../packages/core/dist/hooks/hook-run.js";
import { createLogger, systemClock } from "../../packages/foundation/dist/platform/index.js";
import { createRedactor } from "../../packages/foundation/dist/redaction/index.js";
import { guardProcess } from "../../packages/core/dist/plugins/process-guard.js";
import { interleave, repeated } from "./interleave.js";
import { compare, type Row } from "./row.js";
import type { Contender } from "./sample.js";
import type { SuiteOptions, SuiteResult } from "./suite.js";

interface Hooks {
  step: Series<number>;
}
type Handler = (payload: number) => void | Promise<void>;

const TABLE: HookTable<Hooks> = { step: { kind: "series", timeoutMs: 60_000 } };
const HANDLERS = [1, 2, 3, 4, 5];
const TIMES = 10_000;
const ROUNDS = 25;
const TIMES_AS_LAUNCHED = 500;
const AS_LAUNCHED_BELOW_S = 0.000_04;

export async function benchHooks({ folder }: SuiteOptions): Promise<SuiteResult> {
  const asynchronous: Handler = async (payload) => void payload;
  const synchronous: Handler = (payload) => void payload;
  return {
    rows: [
      ...(await compareDispatch("async", asynchronous)),
      ...(await compareDispatch("sync", synchronous)),
      await compareAsLaunched(folder, asynchronous),
    ],
  };
}

/**
 * As `rigline run` has it: every event past the gate that hides secrets and into `events.jsonl`, and a process guard that knows whose code
 * runs. They slow down what else the process does, so they are there for the turn alone.
 */
async function compareAsLaunched(folder: string, handler: Handler): Promise<Row> {
  const list = HANDLERS.map(() => handler);
  const redactor = createRedactor();
  redactor.know("a secret of the config");
  const byHand = repeated("for … await", TIMES_AS_LAUNCHED, async () => {
    for (const step of list) await step(1);
  });
  const asLaunched: Contender = {
    name: "rigline, as launched",
    turn: async () => {
      const log = createLogger("bench", [], () => new Date());
      const events = createEventBus({
        log,
        now: () => new Date(),
        show: (event) => hideInEvent(redactor, event),
      });
      const eventLog = openEventLog(nodeLogs, join(folder, "events.jsonl"), events);
      const guard = guardProcess({ onStray: (error) => log.error(error.message), plugins: () => [] });
      try {
        const registry = fillRegistry(handler, { events, log, around: (place, call) => guard.run(place, call) });
        return await repeated("", TIMES_AS_LAUNCHED, () => registry.run("step", 1)).turn();
      } finally {
        guard[Symbol.dispose]();
        eventLog.close();
      }
    },
  };
  const samples = await interleave([asLaunched, byHand], ROUNDS, 5);
  const what = "dispatch to 5 async handlers, as launched";
  const target = { oursBelow: AS_LAUNCHED_BELOW_S };
  return compare(samples, { what, ours: asLaunched.name, peer: byHand.name, target });
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
  return fillRegistry(handler, { log, events: { emit: () => undefined, hasListeners: () => traced } });
}

function fillRegistry(handler: Handler, tools: Omit<HookTools, "clock">): HookRegistry<Hooks> {
  const { log } = tools;
  const registry = createHookRegistry(TABLE, { ...tools, clock: systemClock });
  for (const number of HANDLERS)
    registry.use({ step: handler }, { log, options: undefined, services: {} as never, plugin: `plugin-${number}` });
  registry.freeze();
  return registry;
}
