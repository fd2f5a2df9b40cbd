import { randomBytes } from "node:crypto";
import type { SpanContext } from "./trace-context.js";

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Of one span: what a session tells is far below them, but a plugin that goes on for ever must not fill the memory. */
const MOST_EVENTS = 128;
const LONGEST_VALUE = 4096;

/** OTLP's numbers: a span of this process, a request to another one, and a span that failed. */
const KINDS = { internal: 1, client: 3 } as const;
const STATUS_ERROR = 2;

/** One named stretch of time, as OpenTelemetry knows it. `onEnd` gets it once, when it is over. */
export class Span {
  readonly #parent: Span | undefined;
  /** One for all of a tree, whose trace may be known only later. */
  readonly #trace: { id: string };
  #spanId = randomBytes(8).toString("hex");
  #remoteParent: string | undefined;
  readonly #startedAt: Date;
  readonly #kind: keyof typeof KINDS;
  readonly #onEnd: (span: Span) => void;
  readonly #events: { readonly name: string; readonly at: Date; readonly attributes: Attributes }[] = [];
  #name: string;
  #attributes: Attributes;
  #droppedEvents = 0;
  #failure: string | undefined;
  #endedAt: Date | undefined;

  constructor(
    name: string,
    options: {
      readonly at: Date;
      readonly parent?: Span;
      readonly attributes?: Attributes;
      readonly kind?: keyof typeof KINDS;
      readonly onEnd: (span: Span) => void;
    },
  ) {
    const { at, parent, attributes = {}, kind = "internal", onEnd } = options;
    this.#name = name;
    this.#kind = kind;
    this.#parent = parent;
    this.#trace = parent === undefined ? { id: randomBytes(16).toString("hex") } : parent.#trace;
    this.#startedAt = at;
    this.#attributes = attributes;
    this.#onEnd = onEnd;
  }

  get context(): SpanContext {
    return { traceId: this.#trace.id, spanId: this.#spanId };
  }

  rename(name: string): void {
    this.#name = name;
  }

  /** Of a root of which nothing was sent yet: it is that span of another trace, or a child of it, and all below it belong there. */
  join({ traceId, spanId }: SpanContext, as: "itself" | "child"): void {
    this.#trace.id = traceId;
    if (as === "itself") this.#spanId = spanId;
    else this.#remoteParent = spanId;
  }

  set(attributes: Attributes): void {
    this.#attributes = { ...this.#attributes, ...attributes };
  }

  addEvent(name: string, at: Date, attributes: Attributes): void {
    this.#events.push({ name, at, attributes });
    if (this.#events.length <= MOST_EVENTS) return;
    this.#events.shift();
    this.#droppedEvents += 1;
  }

  fail(message: string): void {
    this.#failure = message;
  }

  end(at: Date): void {
    if (this.#endedAt !== undefined) return;
    this.#endedAt = at;
    this.#onEnd(this);
  }

  /** As OTLP writes it in JSON. */
  toJSON(): object {
    const parentSpanId = this.#parent === undefined ? this.#remoteParent : this.#parent.#spanId;
    return {
      traceId: this.#trace.id,
      spanId: this.#spanId,
      ...(parentSpanId === undefined ? {} : { parentSpanId }),
      name: this.#name,
      kind: KINDS[this.#kind],
      startTimeUnixNano: toNanoseconds(this.#startedAt),
      endTimeUnixNano: toNanoseconds(this.#endedAt ?? this.#startedAt),
      attributes: toKeyValues(this.#attributes),
      events: this.#events.map(({ name, at, attributes }) => ({
        name,
        timeUnixNano: toNanoseconds(at),
        attributes: toKeyValues(attributes),
      })),
      droppedEventsCount: this.#droppedEvents,
      status: this.#failure === undefined ? { code: 0 } : { code: STATUS_ERROR, message: this.#failure },
    };
  }
}

/** Attributes as OTLP writes them. */
export function toKeyValues(attributes: Attributes): readonly object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toValue(value) }));
}

function toValue(value: string | number | boolean): object {
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "string") return { stringValue: value.slice(0, LONGEST_VALUE) };
  return Number.isSafeInteger(value) ? { intValue: value } : { doubleValue: value };
}

/** As text: such a number is too large for JSON. */
function toNanoseconds(at: Date): string {
  return `${at.getTime()}000000`;
}
