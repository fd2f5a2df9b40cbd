import { type JobState, TOLD_FOR_MS, uploadsBeginAt } from "@rigline/manifest";
import type { Database, Queries } from "./database.js";
import type { FoundUpload } from "./found-upload.js";
import { jsonText } from "./json-text.js";
import { FOLDED_COLUMNS, type FoldedRow, toFolded, writeFolded } from "./write-sessions.js";

/** An upload of which its service may still tell something. */
export interface OpenUpload {
  /** Of its session. */
  readonly id: number;
  readonly rig: number;
  /** What the service calls it. */
  readonly names: readonly string[];
  /** It did not begin before, ISO 8601. */
  readonly since: string;
  /** When this server heard of it. */
  readonly takenAt: Date | null;
  readonly found: FoundUpload | null;
  /** It was not asked for since a tenth of its age: five minutes at least, six hours at most. */
  readonly isDue: boolean;
}

type OpenRow = Omit<OpenUpload, "since"> & {
  readonly status: number;
  readonly submittedAt: NonNullable<JobState["submittedAt"]>;
};

const PACE = "greatest(interval '5 minutes', least(interval '6 hours', (now() - submitted_at) / 10))";
/** More are not asked for at once; the newest are. */
const MOST = 20_000;

/** Those that were submitted to a service, the newest first. */
export async function listOpenUploads(queries: Queries, endpoint: string): Promise<readonly OpenUpload[]> {
  const rows = await queries.query<OpenRow>(
    `select id, rig, state->'submission'->'names' as names, (state->'submission'->'status')::int as status,
       state->'submittedAt' as "submittedAt", taken_at as "takenAt", found,
       looked_at is null or looked_at < now() - ${PACE} as "isDue"
     from sessions
     where is_current and service = $1 and (upload is null or upload not in ('success', 'lost')) and submitted_at is not null
     order by submitted_at desc limit ${MOST}`,
    [endpoint],
  );
  return rows.map(({ status, submittedAt, ...row }) => ({ ...row, since: sinceOf(status, submittedAt, row.takenAt) }));
}

/** A rig whose clock is ahead has told of it before it says that it was. */
function sinceOf(status: number, submittedAt: OpenRow["submittedAt"], takenAt: Date | null): string {
  const told = uploadsBeginAt(status, submittedAt);
  if (submittedAt.byService || takenAt === null) return told;
  const heard = uploadsBeginAt(status, { at: takenAt.toISOString(), byService: false });
  return told < heard ? told : heard;
}

/** The service tells nothing of such ones. */
export function isTooOld({ since }: Pick<OpenUpload, "since">, now: Date): boolean {
  return now.getTime() - Date.parse(since) > TOLD_FOR_MS;
}

/** What came of asking for one; `found`: undefined where that is nothing new. */
export interface LookedUpload {
  readonly upload: OpenUpload;
  readonly found: FoundUpload | undefined;
}

/** Notes what came of asking for uploads of one rig, and brings their sessions up to date; one of what it tells itself waits for that. */
export function noteUploads(database: Database, rig: number, looked: readonly LookedUpload[]): Promise<void> {
  return database.transaction(async (queries) => {
    await queries.query("select id from rigs where id = $1 for update", [rig]);
    await queries.query(
      "update sessions set looked_at = now() where id in (select value::int from jsonb_array_elements_text($1::jsonb))",
      [jsonText(looked.map(({ upload }) => upload.id))],
    );
    const news = new Map(
      looked.flatMap(({ upload, found }) => (found === undefined ? [] : [[upload.id, { upload, found }]])),
    );
    if (news.size === 0) return;
    const rows = await queries.query<FoldedRow & { readonly id: number }>(
      `select id, ${FOLDED_COLUMNS} from sessions where id in (select value::int from jsonb_array_elements_text($1::jsonb))`,
      [jsonText([...news.keys()])],
    );
    const folded = rows.flatMap(({ id, ...row }) => {
      const heard = news.get(id);
      // Posted again since it was asked for: that was of the post before.
      const isSame = heard?.upload.takenAt?.getTime() === row.taken_at?.getTime();
      return heard !== undefined && isSame ? [{ ...toFolded(row), found: heard.found }] : [];
    });
    await writeFolded(queries, rig, folded);
  });
}
