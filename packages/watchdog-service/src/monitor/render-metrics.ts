import type { MonitorFigures } from "./monitor.js";

const STEPS = ["accepted", "scheduled", "copying", "published", "submitted", "held", "parked"] as const;

/** The figures in Prometheus' text format, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). */
export function renderMetrics(figures: MonitorFigures, version: string): string {
  const { since, jobs, completed, lastCompleted, filesPublished, bytesPublished, failures, channels, spans } = figures;
  const seconds = (at: Date): number => at.getTime() / 1000;
  const entries = <T>(of: ReadonlyMap<string, T>): [string, T][] =>
    [...of].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const metrics: readonly Metric[] = [
    { name: "build_info", kind: "gauge", help: "1, with the version.", samples: [[{ version }, 1]] },
    {
      name: "start_time_seconds",
      kind: "gauge",
      help: "When the daemon began, since the epoch.",
      samples: [[{}, seconds(since)]],
    },
    {
      name: "flag_folder_up",
      kind: "gauge",
      help: "1 while the flag folder can be read.",
      samples: [[{}, figures.flagFolderAway === undefined ? 1 : 0]],
    },
    {
      name: "jobs",
      kind: "gauge",
      help: "Jobs that are not complete, by where they stand.",
      samples: STEPS.map((step) => [{ step }, jobs.get(step) ?? 0]),
    },
    { name: "jobs_completed_total", kind: "counter", help: "Jobs that were completed.", samples: [[{}, completed]] },
    {
      name: "last_completed_timestamp_seconds",
      kind: "gauge",
      help: "When a job was last completed, since the epoch; absent before the first.",
      samples: lastCompleted === undefined ? [] : [[{}, seconds(lastCompleted)]],
    },
    {
      name: "files_published_total",
      kind: "counter",
      help: "Files that were copied, verified and published.",
      samples: [[{}, filesPublished]],
    },
    { name: "bytes_published_total", kind: "counter", help: "Bytes of these files.", samples: [[{}, bytesPublished]] },
    {
      name: "failures_total",
      kind: "counter",
      help: "Attempts that failed, and jobs that were parked, by error code.",
      samples: entries(failures).map(([code, count]) => [{ code }, count]),
    },
    {
      name: "channel_up",
      kind: "gauge",
      help: "1 while the channel takes messages; absent before the first.",
      samples: entries(channels).map(([channel, isUp]) => [{ channel }, isUp ? 1 : 0]),
    },
    {
      name: "spans_exported_total",
      kind: "counter",
      help: "Spans that the collector has taken; absent where none are sent.",
      samples: spans === undefined ? [] : [[{}, spans.exported]],
    },
    {
      name: "spans_lost_total",
      kind: "counter",
      help: "Spans that will never reach the collector; absent where none are sent.",
      samples: spans === undefined ? [] : [[{}, spans.lost]],
    },
  ];
  return metrics.map(renderMetric).join("");
}

interface Metric {
  readonly name: string;
  readonly kind: "gauge" | "counter";
  readonly help: string;
  readonly samples: readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
}

function renderMetric({ name, kind, help, samples }: Metric): string {
  const full = `rigline_${name}`;
  const lines = samples.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
    return `${full}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}`;
  });
  return [`# HELP ${full} ${help}`, `# TYPE ${full} ${kind}`, ...lines, ""].join("\n");
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
