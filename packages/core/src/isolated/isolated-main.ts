import { Worker } from "node:worker_threads";
import { createLogger } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { requireClosing } from "../hooks/effects.js";
import { freezePayload } from "../hooks/freeze-payload.js";
import type { HookContext } from "../hooks/hook-kinds.js";
import { createModuleImporter } from "../modules/import-module.js";
import { loadPlugin } from "../plugins/load-plugin.js";
import { isolatedError } from "./isolated-errors.js";
import { findUncloneable, toFailure, type Answer, type Failure, type Order } from "./messages.js";

// The process of one isolated plugin; started by plugin-process.ts, which says what there is to do.

const [, , use = "", file = ""] = process.argv;
let loading: ReturnType<typeof loadPlugin> | undefined;
const running = new Map<number, AbortController>();
const deferred: (() => unknown)[] = [];

endWithLauncher();
process.on("message", (order: Order) => {
  if (order.type === "abort") running.get(order.id)?.abort(new Error(order.reason));
  else void (order.type === "close" ? close(order.id) : call(order));
});
// Ctrl+C in a console of Windows reaches every process in it; what ends, and when, the launcher says.
for (const signal of ["SIGINT", "SIGBREAK"] as const)
  if (signal === "SIGINT" || process.platform === "win32") process.on(signal, () => undefined);
// Nobody is left to work for.
process.on("disconnect", () => process.exit());

async function call({ id, hook, payload, options, madeOf }: Extract<Order, { type: "call" }>): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    loading ??= loadPlugin(use, file, createModuleImporter(), madeOf);
    const { name, hooks } = (await loading).plugin;
    const written = (hooks as Readonly<Record<string, unknown>>)[hook];
    const handler = (typeof written === "function" ? written : (written as { handler: unknown }).handler) as (
      payload: unknown,
      context: HookContext,
    ) => unknown;
    const answer = await handler(
      freezePayload(withoutLauncher(payload, name)),
      contextFor(name, options, controller.signal),
    );
    answerWith(id, answer, hook, name);
  } catch (thrown) {
    tell({ type: "settled", id, failures: [toFailure(thrown)] });
  } finally {
    running.delete(id);
  }
}

function answerWith(id: number, answer: unknown, hook: string, plugin: string): void {
  try {
    tell({ type: "settled", id, answer, failures: [] });
  } catch (cause) {
    const found = findUncloneable(answer, "answer");
    throw isolatedError("PLUGIN_NOT_CLONEABLE", {
      what: `Plugin "${plugin}" answered ${hook} with what can't be copied: ${found === "" ? (cause as Error).message : found}`,
    });
  }
}

/** The last deferred first, all of it, whatever throws. */
async function close(id: number): Promise<void> {
  const failures: Failure[] = [];
  for (let closing = deferred.pop(); closing !== undefined; closing = deferred.pop()) {
    try {
      await closing();
    } catch (thrown) {
      mark("isolated: a closing that throws keeps no other from its own");
      failures.push(toFailure(thrown));
    }
  }
  process.send?.({ type: "settled", id, failures } satisfies Answer, () => process.exit());
}

/** Throws what can't be copied. */
function tell(answer: Answer): void {
  process.send?.(answer);
}

function contextFor(plugin: string, options: unknown, signal: AbortSignal): HookContext {
  return {
    signal,
    plugin,
    options,
    log: createLogger(plugin, [({ level, message }) => tell({ type: "log", level, message })], () => new Date()),
    services: refusing("services", plugin) as HookContext["services"],
    needs: {},
    offers: {},
    extends: {},
    defer: (closing) => {
      requireClosing(closing);
      deferred.push(closing);
    },
  };
}

/** What is written for the launcher's own process says here why it can't be. */
function withoutLauncher(payload: unknown, plugin: string): unknown {
  if (typeof payload !== "object" || payload === null || !("purpose" in payload)) return payload;
  return { ...payload, runners: refusing("runners", plugin), services: refusing("services", plugin) };
}

function refusing(what: string, plugin: string): object {
  return new Proxy(
    {},
    {
      get: (_target, key) => {
        if (typeof key === "symbol") return undefined;
        throw isolatedError("PLUGIN_NOT_ISOLABLE", {
          what: `Plugin "${plugin}" asked for ${what}.${key}, and runs in a process of its own`,
          why: "Runners and services live in the launcher's process.",
        });
      },
    },
  );
}

/**
 * A launcher that is killed closes this process's standard input. A thread waits for that: a plugin that never gives the
 * event loop back would not hear of it, and would run for ever.
 */
function endWithLauncher(): void {
  const wait = `
    const { Socket } = require("node:net");
    const input = new Socket({ fd: 0 });
    for (const event of ["end", "close", "error"]) input.on(event, () => process.kill(process.pid, "SIGKILL"));
    input.resume();`;
  new Worker(wait, { eval: true, stdin: false }).unref();
}
