import { ANSWER_BYTES, type HttpAnswer, type HttpLimits } from "@rigline/foundation/http";
import { jobStatusQuery, readJobStatuses, type ToldJob } from "@rigline/manifest";

/** One question by GET; rejects where no answer comes. */
export type AskService = (url: string, limits: HttpLimits) => Promise<HttpAnswer>;

/** What a service told. */
export interface ToldJobs {
  readonly jobs: readonly ToldJob[];
  /** Of all that began since then, milliseconds; later than what was wanted where that is more than can be asked for at once. */
  readonly since: number;
}

const TIMEOUT_MS = 30_000;
/** An answer of 4 MB tells of some ten thousand jobs. */
const MOST_QUESTIONS = 12;

/**
 * The jobs of a service that began since then: by one question where its answer is not too long, else by several of a part of the time
 * each, the newest first. Rejects where it does not answer, or with something else.
 */
export async function askJobs(
  ask: AskService,
  url: string,
  since: number,
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<ToldJobs> {
  const jobs: ToldJob[] = [];
  /** The newest last. */
  const windows: { readonly from: number; readonly to: number | undefined }[] = [{ from: since, to: undefined }];
  let done = Infinity;
  for (let asked = 0; asked < MOST_QUESTIONS; asked += 1) {
    const window = windows.pop();
    if (window === undefined) break;
    const { from, to } = window;
    const { status, body } = await ask(questionOf(url, from, to), { timeoutMs: TIMEOUT_MS, signal });
    if (status !== 200) throw new Error(`it answered ${status}`);
    if (Buffer.byteLength(body) > ANSWER_BYTES) {
      const middle = Math.round((from + (to ?? now)) / 2);
      windows.push({ from, to: middle }, { from: middle, to });
    } else {
      jobs.push(...readJobStatuses(JSON.parse(body)));
      done = from;
    }
  }
  if (done === Infinity) throw new Error("it tells of more jobs than can be asked for");
  return { jobs, since: done };
}

function questionOf(url: string, from: number, to: number | undefined): string {
  const asked = new URL(jobStatusQuery(url, [{ since: new Date(from).toISOString() }]));
  if (to !== undefined) asked.searchParams.set("execution_date_lte", new Date(to).toISOString());
  return asked.href;
}
