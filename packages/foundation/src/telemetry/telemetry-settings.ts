/** What the standard `OTEL_…` environment asks for. */
export interface TelemetrySettings {
  /** The whole address that traces are posted to. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly compress: boolean;
  /** Attributes of the resource, `service.name` among them. */
  readonly resource: Readonly<Record<string, string>>;
}

const DEFAULT_ENDPOINT = "http://localhost:4318";

/** An export that takes longer is given up: nobody at a rig waits for a collector. */
const LONGEST_TIMEOUT_MS = 2000;

/**
 * Reads the standard variables; `service`: what the resource is called where they don't say. Undefined when they ask for no traces: none is set, `OTEL_SDK_DISABLED` is true, the sampler is off,
 * `OTEL_TRACES_EXPORTER` names another exporter than `otlp`, or the address is none. A value of one signal goes before the one of all.
 */
export function readTelemetrySettings(
  environment: Readonly<Record<string, string | undefined>>,
  service = "rigline",
): TelemetrySettings | undefined {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const ofTraces = (name: string): string | undefined =>
    read(`OTEL_EXPORTER_OTLP_TRACES_${name}`) ?? read(`OTEL_EXPORTER_OTLP_${name}`);

  const exporters = read("OTEL_TRACES_EXPORTER")
    ?.split(",")
    .map((name) => name.trim());
  if (read("OTEL_SDK_DISABLED")?.toLowerCase() === "true") return undefined;
  if (read("OTEL_TRACES_SAMPLER")?.endsWith("always_off") === true) return undefined;
  if (exporters === undefined ? ofTraces("ENDPOINT") === undefined : !exporters.includes("otlp")) return undefined;
  const url =
    read("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ??
    `${(read("OTEL_EXPORTER_OTLP_ENDPOINT") ?? DEFAULT_ENDPOINT).replace(/\/+$/, "")}/v1/traces`;
  if (!/^https?:$/.test(protocolOf(url))) return undefined;
  const attributes = readPairs(read("OTEL_RESOURCE_ATTRIBUTES"));
  return {
    url,
    headers: {
      ...readPairs(read("OTEL_EXPORTER_OTLP_HEADERS")),
      ...readPairs(read("OTEL_EXPORTER_OTLP_TRACES_HEADERS")),
    },
    timeoutMs: readTimeout(ofTraces("TIMEOUT")),
    compress: ofTraces("COMPRESSION") === "gzip",
    resource: {
      "service.name": service,
      ...attributes,
      ...(read("OTEL_SERVICE_NAME") === undefined ? {} : { "service.name": read("OTEL_SERVICE_NAME") ?? "" }),
    },
  };
}

function readTimeout(text: string | undefined): number {
  const milliseconds = Number(text);
  return milliseconds > 0 ? Math.min(milliseconds, LONGEST_TIMEOUT_MS) : LONGEST_TIMEOUT_MS;
}

/** `key=value,key=value`, percent-encoded. What is no pair is passed over. */
function readPairs(text: string | undefined): Record<string, string> {
  const pairs = (text ?? "").split(",").flatMap((pair): [string, string][] => {
    const at = pair.indexOf("=");
    return at <= 0 ? [] : [[decode(pair.slice(0, at).trim()), decode(pair.slice(at + 1).trim())]];
  });
  return Object.fromEntries(pairs.filter(([key]) => key !== ""));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function protocolOf(url: string): string {
  try {
    return new URL(url).protocol;
  } catch {
    return "";
  }
}
