import type { Database } from "../store/database.js";
import { listRigs } from "../store/rigs.js";
import { listServices } from "../store/services.js";
import { countWords } from "../store/sessions.js";
import type { ServerFigures } from "./server-figures.js";

type Labels = Readonly<Record<string, string>>;

/** The text format of Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats. */
export async function renderFleetMetrics(database: Database, figures: ServerFigures, version: string): Promise<string> {
  const [rigs, words, [size], waiting] = await Promise.all([
    listRigs(database),
    countWords(database),
    database.query<{ bytes: number }>("select pg_database_size(current_database())::bigint as bytes"),
    database.query<{ rig: string; wishes: number }>(
      `select rigs.name as rig, count(*)::int as wishes from wishes join rigs on rigs.id = wishes.rig
       where answered_at is null group by 1`,
    ),
  ]);
  const ages = await database.query<{ rig: string; seconds: number }>(
    `select name as rig, extract(epoch from now() - heard_at)::float8 as seconds from rigs where heard_at is not null`,
  );
  const services = await listServices(database);
  return [
    metric("rigline_fleet_info", "gauge", "The version that runs.", [[{ version }, 1]]),
    metric("rigline_fleet_rigs", "gauge", "Rigs that may speak to the fleet.", [
      [{}, rigs.filter(({ tokens }) => tokens > 0).length],
    ]),
    metric("rigline_fleet_rigs_silent", "gauge", "Rigs of which nobody has heard for too long.", [
      [{}, rigs.filter(({ silentSince }) => silentSince !== null).length],
    ]),
    metric(
      "rigline_fleet_rig_heard_seconds",
      "gauge",
      "Seconds since a rig was heard.",
      ages.map(({ rig, seconds }) => [{ rig }, seconds]),
    ),
    metric(
      "rigline_fleet_sessions",
      "gauge",
      "Sessions by rig and by the word in which they stand.",
      words.map(({ rig, word, sessions }) => [{ rig, word }, sessions]),
    ),
    metric(
      "rigline_fleet_session_bytes",
      "gauge",
      "Bytes of these sessions.",
      words.map(({ rig, word, bytes }) => [{ rig, word }, bytes]),
    ),
    metric(
      "rigline_fleet_wishes_waiting",
      "gauge",
      "What was asked of a rig that has not answered.",
      waiting.map(({ rig, wishes }) => [{ rig }, wishes]),
    ),
    metric(
      "rigline_fleet_service_silent_seconds",
      "gauge",
      "Seconds since a transfer service began not to say what became of uploads; 0: it does.",
      services.map(({ endpoint, silentFor }) => [{ service: endpoint }, silentFor]),
    ),
    metric("rigline_fleet_database_bytes", "gauge", "Size of the database.", [[{}, size?.bytes ?? 0]]),
    metric("rigline_fleet_pushes_total", "counter", "Pushes that were taken since the start.", [[{}, figures.pushes]]),
    metric("rigline_fleet_events_total", "counter", "Events in them.", [[{}, figures.events]]),
    metric("rigline_fleet_refused_total", "counter", "Requests without a known token.", [[{}, figures.refused]]),
    metric("rigline_fleet_failed_total", "counter", "Requests that failed.", [[{}, figures.failed]]),
  ].join("");
}

function metric(
  name: string,
  type: "gauge" | "counter",
  help: string,
  values: readonly (readonly [labels: Labels, value: number])[],
): string {
  const lines = values.map(([labels, value]) => `${name}${renderLabels(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
