import { formatBytes, formatDuration } from "@rigline/foundation/quantities";
import { redactUrl } from "@rigline/foundation/redaction";
import { messageId, type Message } from "@rigline/watchdog-service/notify-channels";
import type { ServerSettings } from "../config/server-settings.js";
import type { Queries } from "../store/database.js";
import { listSilentServices } from "../store/services.js";

/** A longer list is read by nobody. */
const MOST_NAMED = 20;

interface Handed {
  readonly rig: string;
  readonly sessions: number;
  readonly bytes: number;
}

interface Named {
  readonly rig: string;
  readonly name: string;
  readonly detail: string;
  readonly hours: number;
}

/** A service that is started anew is no news. */
const SERVICE_SILENT_MS = 3_600_000;

type DigestSettings = Pick<ServerSettings, "late_after_hours" | "transfer_services" | "zone">;

/** What was handed off in the last day, and what needs somebody. */
export async function composeDigest(
  queries: Queries,
  { late_after_hours: lateHours, transfer_services: services, zone }: DigestSettings,
): Promise<Message> {
  // Since the digest of yesterday: where clocks are changed that is not 24 hours ago.
  const handed = await queries.query<Handed>(
    `select rigs.name as rig, count(*)::int as sessions, coalesce(sum(bytes), 0)::bigint as bytes
     from sessions join rigs on rigs.id = sessions.rig
     where published_at >= (now() at time zone $1 - interval '1 day') at time zone $1 and copy_of is null group by 1 order by 1`,
    [zone],
  );
  const stuck = await queries.query<Named>(`${NAMED} where is_current and needs_person order by changed_at limit 200`);
  const late = await queries.query<Named>(
    `${NAMED} where is_current and not needs_person and not is_over and published_at is null
       and accepted_at < now() - make_interval(secs => $1::float8 * 3600) order by accepted_at limit 200`,
    [lateHours],
  );
  const unknown = await queries.query<Named>(
    `${NAMED} where is_current and upload = 'unknown' and not is_over order by submitted_at limit 200`,
  );
  const mute = await listSilentServices(
    queries,
    services.map(({ endpoint }) => redactUrl(endpoint)),
    SERVICE_SILENT_MS,
  );
  const silent = await queries.query<{ name: string; seconds: number }>(
    `select name, extract(epoch from now() - heard_at)::float8 as seconds from rigs where silent_since is not null order by 1`,
  );
  const [day] = await queries.query<{ day: string }>("select (now() at time zone $1)::date::text as day", [zone]);
  const sections = [
    section(
      "Needs somebody:",
      stuck.map(({ rig, name, detail }) => `${rig}, ${name}: ${detail}`),
    ),
    section(
      `Not at its destination after ${lateHours} hours:`,
      late.map(({ rig, name, detail, hours }) => `${rig}, ${name}: for ${Math.floor(hours)} hours, ${detail}`),
    ),
    section(
      "Submitted, and not known at the transfer service:",
      unknown.map(({ rig, name }) => `${rig}, ${name}`),
    ),
    section(
      "Transfer services that do not say what became of uploads:",
      mute.map(
        ({ endpoint, silentFor, trouble }) => `${endpoint}, for ${formatDuration(silentFor * 1000)}: ${trouble}`,
      ),
    ),
    section(
      "Silent:",
      silent.map(({ name, seconds }) => `${name}, for ${formatDuration(seconds * 1000)}`),
    ),
    section(
      "Handed off in the last day:",
      handed.map(({ rig, sessions, bytes }) => `${rig}: ${count(sessions, "session")}, ${formatBytes(bytes)}`),
    ),
  ].filter((text) => text !== "");
  const sum = handed.reduce((total, { sessions }) => total + sessions, 0);
  const trouble = [
    ...(stuck.length > 0 ? [`${count(stuck.length, "session")} in need of somebody`] : []),
    ...(late.length > 0 ? [`${late.length} late`] : []),
    ...(unknown.length > 0 ? [`${unknown.length} not known at the transfer service`] : []),
    ...(mute.length > 0 ? [`${count(mute.length, "transfer service")} silent`] : []),
    ...(silent.length > 0 ? [`${count(silent.length, "rig")} silent`] : []),
  ];
  const isTrouble = trouble.length > 0;
  return {
    id: messageId(["digest", day?.day]),
    about: isTrouble ? "needs_you" : "safe",
    title: `Fleet: ${isTrouble ? trouble.join(", ") : `${count(sum, "session")} handed off, nothing needs anybody`}`,
    text: sections.length === 0 ? "No rig has handed anything off in the last day." : sections.join("\n\n"),
    todo: undefined,
    rig: "fleet",
    jobs: [],
  };
}

const NAMED = `select rigs.name as rig, sessions.name, detail, extract(epoch from now() - accepted_at)::float8 / 3600 as hours
  from sessions join rigs on rigs.id = sessions.rig`;

function section(heading: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  const more = lines.length > MOST_NAMED ? [`and ${lines.length - MOST_NAMED} more`] : [];
  return [heading, ...lines.slice(0, MOST_NAMED).map((line) => `  ${line}`), ...more].join("\n");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
