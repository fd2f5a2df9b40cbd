import { formatDuration } from "@rigline/foundation/quantities";
import type { EventBus } from "../events/launcher-events.js";
import type { Clock } from "@rigline/foundation/platform";

/** One thing that took time: a hook, or a handler in it. */
export interface TraceSpan {
  /** The hook's name, or the plugin's. */
  readonly name: string;
  /** Milliseconds since the trace began. */
  readonly startedAt: number;
  /** Undefined while it runs. */
  readonly milliseconds: number | undefined;
  readonly outcome: "running" | "ok" | "error" | "timeout" | "late";
  readonly error?: string;
  readonly children: readonly TraceSpan[];
}

export interface HookTrace {
  /** Hooks in the order they were started, each with its handlers. */
  readonly spans: readonly TraceSpan[];
  stop(): void;
}

type OpenSpan = { -readonly [Key in keyof Omit<TraceSpan, "children">]: TraceSpan[Key] } & { children: OpenSpan[] };

/** Collects spans from the launcher's events until it is stopped. */
export function traceHooks(events: EventBus, clock: Clock): HookTrace {
  const began = clock.monotonic();
  const spans: OpenSpan[] = [];
  const open = (name: string): OpenSpan => ({
    name,
    startedAt: clock.monotonic() - began,
    milliseconds: undefined,
    outcome: "running",
    children: [],
  });
  const hookOf = (hook: string): OpenSpan | undefined => spans.findLast((span) => span.name === hook);
  const stops = [
    events.on("hook.started", ({ hook }) => void spans.push(open(hook))),
    events.on("handler.started", ({ hook, plugin }) => void hookOf(hook)?.children.push(open(plugin))),
    events.on("handler.settled", ({ hook, plugin, ...settled }) => {
      const span = hookOf(hook)?.children.findLast(({ name }) => name === plugin);
      if (span !== undefined) Object.assign(span, settled);
    }),
    events.on("hook.settled", ({ hook, milliseconds, error }) => {
      const span = hookOf(hook);
      if (span !== undefined)
        Object.assign(span, { milliseconds, outcome: error === undefined ? "ok" : "error", ...(error && { error }) });
    }),
  ];
  return { spans, stop: () => stops.forEach((stop) => stop()) };
}

/** The spans as a tree for people, with the time that each took. */
export function renderTrace(spans: readonly TraceSpan[]): string {
  const width = Math.max(
    0,
    ...spans.flatMap((span) => [span.name.length, ...span.children.map(({ name }) => name.length + 3)]),
  );
  return spans.flatMap((span) => renderSpan(span, width)).join("\n");
}

function renderSpan(span: TraceSpan, width: number): string[] {
  const last = span.children.length - 1;
  return [
    renderLine("", span, width),
    ...span.children.map((child, index) => renderLine(index === last ? "└─ " : "├─ ", child, width)),
  ];
}

function renderLine(
  branch: string,
  { name, milliseconds, outcome, error, children }: TraceSpan,
  width: number,
): string {
  const time = milliseconds === undefined ? "running" : formatDuration(milliseconds);
  // A hook's error repeats those of its handlers, which stand right below it.
  const said = outcome === "ok" || outcome === "running" ? "" : `  ${outcome}`;
  const why = error === undefined || children.length > 0 ? "" : `: ${error.split("\n")[0]}`;
  return `${`${branch}${name}`.padEnd(width)}  ${time.padStart(9)}${said}${why}`.trimEnd();
}
