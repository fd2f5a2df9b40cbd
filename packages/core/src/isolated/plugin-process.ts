import { join } from "node:path";
import { RiglineError } from "@rigline/foundation/errors";
import { packageFolder } from "@rigline/foundation/paths";
import type { Clock, Logger } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { HookContext } from "../hooks/hook-kinds.js";
import { ABORT_GRACE_MS } from "../hooks/hook-errors.js";
import { endProcessTree } from "../processes/end-tree.js";
import { createProcessSystem } from "../processes/process-system.js";
import { isolatedError } from "./isolated-errors.js";
import { findUncloneable, type Answer, type Failure, type Order } from "./messages.js";
import { startNode, type NodeChild } from "./start-node.js";

/** A process is started from a file, which the build writes here. */
const PROGRAM = join(packageFolder(import.meta.url), "dist", "isolated", "isolated-main.js");

export interface ProcessParts {
  readonly environment: Readonly<Record<string, string>>;
  /** Where the process works: the config's folder. Absolute. */
  readonly directory: string;
  readonly clock: Clock;
}

interface IsolatedPlugin {
  readonly plugin: string;
  readonly use: string;
  /** Absolute. */
  readonly file: string;
  /** Of a plugin that a function makes: its options. */
  readonly madeOf: Readonly<Record<string, unknown>> | undefined;
  readonly log: Logger;
}

interface Call {
  readonly hook: string;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The process of one isolated plugin, from its first call on. Its handlers are called one or several at a time. */
export class PluginProcess {
  readonly #plugin: IsolatedPlugin;
  readonly #parts: ProcessParts;
  readonly #child: Promise<NodeChild>;
  readonly #calls = new Map<number, Call>();
  #lastId = 0;
  /** Why there is no process any more. */
  #ended: string | undefined;

  constructor(plugin: IsolatedPlugin, parts: ProcessParts) {
    this.#plugin = plugin;
    this.#parts = parts;
    this.#child = startNode([PROGRAM, plugin.use, plugin.file], {
      ...parts,
      onMessage: (message) => this.#hear(message as Answer),
      onLine: (line, stream) => (stream === "stdout" ? plugin.log.info(line) : plugin.log.warning(line)),
    });
    void this.#child.then((child) => child.exited.then((summary) => this.#end(`its process ${summary}`)));
  }

  /** Calls a handler there. Rejects with what it throws, PLUGIN_PROCESS_ENDED or PLUGIN_NOT_CLONEABLE. */
  call(hook: string, payload: unknown, context: Pick<HookContext, "options" | "signal">): Promise<unknown> {
    const { signal, options } = context;
    const id = ++this.#lastId;
    let stop = (): void => undefined;
    const onAbort = (): void => void this.#abort(id, hook, signal.reason).then((cancel) => void (stop = cancel));
    signal.addEventListener("abort", onAbort, { once: true });
    return this.#send({ type: "call", id, hook, payload, options, madeOf: this.#plugin.madeOf }, hook).finally(() => {
      signal.removeEventListener("abort", onAbort);
      stop();
    });
  }

  /** Has what the plugin deferred closed there, and ends the process. Rejects with what failed. */
  readonly close = async (): Promise<void> => {
    if (this.#ended !== undefined) return;
    const cancel = this.#parts.clock.after(
      ABORT_GRACE_MS,
      () => void this.#kill("it did not close what it had deferred"),
    );
    try {
      await this.#send({ type: "close", id: ++this.#lastId }, "teardown");
    } finally {
      cancel();
      await this.#kill("the plugin has ended");
    }
  };

  async #send(order: Order, hook: string): Promise<unknown> {
    const child = await this.#child;
    if (this.#ended !== undefined) throw this.#gone(hook, this.#ended);
    const settled = new Promise<unknown>((resolve, reject) => this.#calls.set(order.id, { hook, resolve, reject }));
    try {
      child.send(order);
    } catch (cause) {
      this.#calls.delete(order.id);
      throw this.#notCloneable(hook, order, cause);
    }
    return settled;
  }

  /** A hook whose time is over waits for nobody; an aborted one may end in order. Returns what takes that back. */
  async #abort(id: number, hook: string, reason: unknown): Promise<() => void> {
    const message = reason instanceof Error ? reason.message : String(reason);
    if (reason instanceof RiglineError && reason.code === "HOOK_TIMED_OUT") {
      mark("isolated: the process of a plugin that is over its time is ended");
      await this.#kill(`it was ended because the time of ${hook} was over`);
      return () => undefined;
    }
    const child = await this.#child;
    if (this.#ended !== undefined) return () => undefined;
    child.send({ type: "abort", id, reason: message } satisfies Order);
    return this.#parts.clock.after(
      ABORT_GRACE_MS,
      () => void this.#kill(`it was ended because ${hook} did not heed its signal`),
    );
  }

  #hear(message: Answer): void {
    if (message.type === "log") return this.#plugin.log[message.level](message.message);
    const call = this.#calls.get(message.id);
    this.#calls.delete(message.id);
    const [failure, ...others] = message.failures;
    for (const other of others) this.#plugin.log.error(other.message);
    if (failure === undefined) call?.resolve(message.answer);
    else call?.reject(this.#toError(failure));
  }

  async #kill(why: string): Promise<void> {
    this.#end(why);
    const child = await this.#child;
    const { environment, clock } = this.#parts;
    const tree = { ...child, environment };
    await endProcessTree(tree, { graceMs: 0, clock, system: createProcessSystem(process.platform) });
  }

  /** Nobody is left waiting for an answer. */
  #end(why: string): void {
    this.#ended ??= why;
    if (this.#calls.size > 0) mark("isolated: whoever waits for a process that has ended is told");
    for (const { hook, reject } of this.#calls.values()) reject(this.#gone(hook, this.#ended));
    this.#calls.clear();
  }

  #gone(hook: string, why: string): Error {
    const { plugin, file } = this.#plugin;
    return isolatedError("PLUGIN_PROCESS_ENDED", {
      what: `Plugin "${plugin}" has no process for ${hook}: ${why}`,
      where: { plugin, hook, file },
    });
  }

  #notCloneable(hook: string, order: Order, cause: unknown): Error {
    const { plugin, file } = this.#plugin;
    const { payload, options } = order as Partial<Extract<Order, { type: "call" }>>;
    const found = [findUncloneable(payload, "payload"), findUncloneable(options, "options")].find(
      (text) => text !== "",
    );
    return isolatedError("PLUGIN_NOT_CLONEABLE", {
      what: `Plugin "${plugin}" can't be given what belongs to ${hook}: ${found ?? (cause as Error).message}`,
      where: { plugin, hook, file },
      cause,
    });
  }

  #toError({ message, isTypeError, stack, code, why, definition }: Failure): Error {
    if (code !== undefined && Object.hasOwn(isolatedError.table, code))
      return isolatedError(code as keyof typeof isolatedError.table, {
        what: message,
        where: { plugin: this.#plugin.plugin },
        ...(why === undefined ? {} : { why }),
      });
    const at = stack === undefined ? {} : { stack };
    if (code !== undefined && definition !== undefined)
      return Object.assign(
        new RiglineError(code, definition, { what: message, ...(why === undefined ? {} : { why }) }),
        at,
      );
    const thrown = isTypeError === true ? new TypeError(message) : new Error(message);
    return Object.assign(thrown, at, code === undefined ? {} : { code });
  }
}
