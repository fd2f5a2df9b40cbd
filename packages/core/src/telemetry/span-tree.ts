import { type Attributes, ROOT_CONTEXT, type Span, SpanStatusCode, trace, type Tracer } from "@opentelemetry/api";
import type { EventBus, LauncherEventName, LauncherEvents } from "../events/launcher-events.js";

export interface SpanTree {
  readonly hear: Parameters<EventBus["onAny"]>[0];
  /** Ends whatever is still open, the root last. */
  end(at: Date): void;
}

type Hear = { readonly [Name in LauncherEventName]?: (event: LauncherEvents[Name], at: Date) => void };

/**
 * One span for the launcher (named `session` once it has one), under it the hooks, under each hook its handlers, and the
 * runners beside them.
 */
export function createSpanTree(tracer: Tracer): SpanTree {
  let root: Span | undefined;
  const open = new Map<string, Span[]>();

  const rootAt = (at: Date): Span => (root ??= tracer.startSpan("launcher", { startTime: at, root: true }));
  const start = (key: string, name: string, at: Date, parent: Span, attributes: Attributes): Span => {
    const context = trace.setSpan(ROOT_CONTEXT, parent);
    const span = tracer.startSpan(name, { startTime: at, attributes }, context);
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
      void rootAt(at).addEvent("state.changed", { "rigline.state.from": from, "rigline.state.to": to }, at),
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
        return void rootAt(at).addEvent("handler.late", { "rigline.hook": hook, "rigline.plugin": plugin }, at);
      const span = take(`${hook} of ${plugin}`);
      span?.setAttribute("rigline.handler.outcome", outcome);
      close(span, at, outcome === "ok" ? undefined : (error ?? outcome));
    },
    "session.opened": ({ session }, at) =>
      void rootAt(at).updateName("session").setAttributes({
        "rigline.session.name": session.name,
        "rigline.subject": session.subject,
        "rigline.rig": session.rigName,
        "rigline.experiment": session.experiment,
      }),
    "experiment.ended": ({ outcome, reason }, at) => {
      rootAt(at).setAttribute("rigline.session.outcome", outcome);
      if (outcome !== "success") rootAt(at).setStatus({ code: SpanStatusCode.ERROR, message: reason ?? outcome });
    },
    "runner.started": ({ runner, phase, attempt }, at) => {
      const running = open.get(`runner ${runner}`)?.at(-1);
      if (running === undefined)
        start(`runner ${runner}`, `runner ${runner}`, at, rootAt(at), {
          "rigline.runner": runner,
          "rigline.runner.phase": phase,
        });
      else running.addEvent("attempt", { "rigline.runner.attempt": attempt }, at);
    },
    "runner.settled": ({ report }, at) => {
      const { name, phase, plugin, state, attempts, code, reason } = report;
      // A runner that was skipped or restored has never started: its span has no length.
      const span =
        take(`runner ${name}`) ??
        start("", `runner ${name}`, at, rootAt(at), { "rigline.runner": name, "rigline.runner.phase": phase });
      open.delete("");
      span.setAttributes({
        "rigline.plugin": plugin,
        "rigline.runner.state": state,
        "rigline.runner.attempts": attempts,
      });
      if (code !== undefined) span.setAttribute("rigline.error.code", code);
      if (reason !== undefined) span.setAttribute("rigline.runner.reason", reason);
      close(span, at, state === "failed" ? (reason ?? "failed") : undefined);
    },
  };

  return {
    hear: (name, event, at) => (listeners[name] as ((event: unknown, at: Date) => void) | undefined)?.(event, at),
    end: (at) => {
      for (const span of [...open.values()].flat().reverse()) close(span, at, "not settled when the launcher ended");
      open.clear();
      root?.end(at);
    },
  };
}

function close(span: Span | undefined, at: Date, error: string | undefined): void {
  if (error !== undefined) span?.setStatus({ code: SpanStatusCode.ERROR, message: error });
  span?.end(at);
}
