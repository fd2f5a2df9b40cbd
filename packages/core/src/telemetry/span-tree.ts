import { type Attributes, Span } from "@rigline/foundation/telemetry";
import type { EventBus, LauncherEventName, LauncherEvents } from "../events/launcher-events.js";
import { sessionSpan } from "./session-trace.js";

export interface SpanTree {
  readonly hear: Parameters<EventBus["onAny"]>[0];
  /** False: there may be a session yet, of whose trace all this is, so nothing should be sent. */
  readonly isSettled: boolean;
  /** Ends whatever is still open, the root last. */
  end(at: Date): void;
}

type Hear = { readonly [Name in LauncherEventName]?: (event: LauncherEvents[Name], at: Date) => void };

/**
 * One span for the launcher (named `session` once it has one), under it the hooks, under each hook its handlers, and the
 * runners beside them. `onEnd` gets each span when it is over.
 */
export function createSpanTree(onEnd: (span: Span) => void): SpanTree {
  let root: Span | undefined;
  let isSettled = false;
  const open = new Map<string, Span[]>();

  const rootAt = (at: Date): Span => (root ??= new Span("launcher", { at, onEnd }));
  const start = (key: string, name: string, at: Date, parent: Span, attributes: Attributes): Span => {
    const span = new Span(name, { at, parent, attributes, onEnd });
    open.set(key, [...(open.get(key) ?? []), span]);
    return span;
  };
  const take = (key: string): Span | undefined => {
    const [first, ...others] = open.get(key) ?? [];
    if (others.length === 0) open.delete(key);
    else open.set(key, others);
    return first;
  };

  const listeners: Hear = {
    "state.changed": ({ from, to }, at) =>
      rootAt(at).addEvent("state.changed", at, { "rigline.state.from": from, "rigline.state.to": to }),
    "hook.started": ({ hook, handlers }, at) =>
      void start(`hook ${hook}`, `hook ${hook}`, at, rootAt(at), {
        "rigline.hook": hook,
        "rigline.hook.handlers": handlers,
      }),
    "hook.settled": ({ hook, error }, at) => close(take(`hook ${hook}`), at, error),
    "handler.started": ({ hook, plugin }, at) =>
      void start(`${hook} of ${plugin}`, `${plugin} ${hook}`, at, open.get(`hook ${hook}`)?.at(-1) ?? rootAt(at), {
        "rigline.hook": hook,
        "rigline.plugin": plugin,
      }),
    "handler.settled": ({ hook, plugin, outcome, error }, at) => {
      // Its span has ended with the timeout; this is what it did long afterwards.
      if (outcome === "late")
        return rootAt(at).addEvent("handler.late", at, { "rigline.hook": hook, "rigline.plugin": plugin });
      const span = take(`${hook} of ${plugin}`);
      span?.set({ "rigline.handler.outcome": outcome });
      close(span, at, outcome === "ok" ? undefined : (error ?? outcome));
    },
    "session.opened": ({ session, resumed }, at) => {
      rootAt(at).rename("session");
      if (!isSettled) rootAt(at).join(sessionSpan(session), resumed === true ? "child" : "itself");
      isSettled = true;
      rootAt(at).set({
        "rigline.session.name": session.name,
        "rigline.subject": session.subject,
        "rigline.rig": session.rigName,
        "rigline.experiment": session.experiment,
      });
    },
    "experiment.ended": ({ outcome, reason }, at) => {
      rootAt(at).set({ "rigline.session.outcome": outcome });
      if (outcome !== "success") rootAt(at).fail(reason ?? outcome);
    },
    "runner.started": ({ runner, phase, attempt }, at) => {
      const running = open.get(`runner ${runner}`)?.at(-1);
      if (running === undefined)
        start(`runner ${runner}`, `runner ${runner}`, at, rootAt(at), {
          "rigline.runner": runner,
          "rigline.runner.phase": phase,
        });
      else running.addEvent("attempt", at, { "rigline.runner.attempt": attempt });
    },
    "runner.settled": ({ report }, at) => {
      const { name, phase, plugin, state, attempts, code, reason } = report;
      // A runner that was skipped or restored has never started: its span has no length.
      const span =
        take(`runner ${name}`) ??
        start("", `runner ${name}`, at, rootAt(at), { "rigline.runner": name, "rigline.runner.phase": phase });
      open.delete("");
      span.set({
        "rigline.plugin": plugin,
        "rigline.runner.state": state,
        "rigline.runner.attempts": attempts,
      });
      if (code !== undefined) span.set({ "rigline.error.code": code });
      if (reason !== undefined) span.set({ "rigline.runner.reason": reason });
      close(span, at, state === "failed" ? (reason ?? "failed") : undefined);
    },
  };

  return {
    get isSettled() {
      return isSettled;
    },
    hear: (name, event, at) => (listeners[name] as ((event: unknown, at: Date) => void) | undefined)?.(event, at),
    end: (at) => {
      for (const span of [...open.values()].flat().reverse()) close(span, at, "not settled when the launcher ended");
      open.clear();
      root?.end(at);
    },
  };
}

function close(span: Span | undefined, at: Date, error: string | undefined): void {
  if (error !== undefined) span?.fail(error);
  span?.end(at);
}
