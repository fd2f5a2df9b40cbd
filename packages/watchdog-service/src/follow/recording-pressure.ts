import type { Clock } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { Bandwidth } from "../bandwidth/bandwidth-limiter.js";
import { WakeUp, withLoop } from "../daemon/wake-up.js";

/** Milliseconds that a small write takes on the disk of a folder. Rejects where it can't be told. */
export type RecordingProbe = (folder: string) => Promise<number>;

/** How often the recording's disk is asked while a session runs. */
const PROBE_MS = 1000;
/** So many answers without a copy say what is usual, and the last of those beside a copy whether that is still so. */
const USUAL = 30;
const RECENT = 3;
/** A write that takes so many times as long as usual, and that many milliseconds longer, is the copy's doing. */
const TIMES = 3;
const MORE_MS = 5;
/** The first rest; then twice that, and so on. A copy that went on for so long undisturbed begins with the first again. */
const REST_MS = 2000;
const LONGEST_REST_MS = 60_000;
const CALM_MS = 60_000;
/** A copy that a session finds under way, or that is begun beside one, first waits until it is known what is usual; so long at most. */
const GAUGE_MS = 5000;
/** Nobody copies who has not asked for so long. */
const COPYING_MS = 10_000;
/** Who waits gives a sign of life this often. */
const TICK_MS = 250;
/** While a session runs, workers ask after so few bytes, so that a rest begins soon; else after so many. */
const RECORDING_BYTES = 2 * 1024 * 1024;
const MOST_BYTES = 16 * 1024 * 1024;

interface PressureParts {
  readonly clock: Pick<Clock, "monotonic" | "after" | "keepAlive">;
  /** Absent: the recording's disk can't be asked, and nothing ever rests. */
  readonly probe: RecordingProbe | undefined;
  /** Folders of the sessions that run now. */
  readonly recordings: () => readonly string[];
  /** Whom the workers have to ask beside; undefined: there is no limit at any hour. */
  readonly bandwidth: Bandwidth | undefined;
  /** Sessions are copied while they run: what is usual is asked for from their beginning on. Else only while something is copied. */
  readonly follows: boolean;
  /** Told once for each time that sessions run. */
  readonly onFirstRest: (message: string) => void;
}

/**
 * Lets all copying rest when the writes of a running session get slower by it: what a small write takes beside the copy is held against
 * what it takes without. Nothing is known of the experiment's own writes; of its disk it is.
 */
export class RecordingPressure implements Bandwidth {
  readonly #parts: PressureParts;
  readonly #wakeUp = new WakeUp();
  readonly #usual: number[] = [];
  #recent: number[] = [];
  #restMs = REST_MS;
  #restUntil = -Infinity;
  #spentAt = -Infinity;
  /** The same, and when one waited last. */
  #askedAt = -Infinity;
  /** What `#usual` is known of. */
  #folders = "";
  /** When a copy began to wait for what is usual; undefined: it need not. */
  #gaugedFrom: number | undefined;
  #isTold = false;
  #why: string | undefined;

  constructor(parts: PressureParts) {
    this.#parts = parts;
  }

  /** Why all copying rests just now, one phrase; undefined: it does not. */
  get resting(): string | undefined {
    return this.#isResting ? this.#why : undefined;
  }

  /** Whether a session runs, so that whatever it does goes first. */
  get yields(): boolean {
    return this.#isRecording;
  }

  async spend(bytes: number, onWaiting: () => void): Promise<number> {
    const { clock, bandwidth } = this.#parts;
    if (!this.#isAnyCopying) this.#wakeUp.ring();
    this.#askedAt = this.#spentAt = clock.monotonic();
    while (this.#isRecording && (this.#isResting || this.#gauges())) {
      onWaiting();
      this.#askedAt = clock.monotonic();
      await new Promise<void>((resolve) => void clock.after(TICK_MS, resolve));
    }
    const more = bandwidth === undefined ? MOST_BYTES : await bandwidth.spend(bytes, onWaiting);
    return this.#isRecording ? Math.min(more, RECORDING_BYTES) : more;
  }

  /** Asks the recording's disk for as long as sessions run, while something goes on. */
  during<T>(run: () => Promise<T>): Promise<T> {
    const abort = new AbortController();
    const begin = (): Promise<void> => this.#watch(abort.signal);
    return withLoop(run, { abort, wakeUp: this.#wakeUp, begin });
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { clock, probe, recordings, follows } = this.#parts;
    if (probe === undefined) return;
    while (!signal.aborted) {
      const asks = follows || this.#isAnyCopying;
      const folders = asks ? recordings() : [];
      if (asks) this.#forgetOthersThan(folders);
      for (const folder of folders)
        await probe(folder).then(
          (milliseconds) => this.note(milliseconds),
          () => mark("follow: a recording's disk that can't be asked holds up no copy"),
        );
      const pause = this.#gaugedFrom === undefined ? PROBE_MS : TICK_MS;
      await this.#wakeUp.wait(asks ? pause : Infinity, clock);
    }
  }

  /** What a small write took just now. */
  note(milliseconds: number): void {
    const now = this.#parts.clock.monotonic();
    // What was sent a moment ago may still be under way to a disk.
    const isSoon = now - this.#spentAt < PROBE_MS;
    if (isSoon && this.#gaugedFrom !== undefined) return;
    if (!isSoon || this.#isResting) {
      this.#usual.push(milliseconds);
      if (this.#usual.length > USUAL) this.#usual.shift();
      this.#recent = [];
      return;
    }
    this.#recent = [...this.#recent, milliseconds].slice(-RECENT);
    if (now - this.#restUntil > CALM_MS) this.#restMs = REST_MS;
    const [usual, recent] = [median(this.#usual), median(this.#recent)];
    if (usual === undefined || recent === undefined || this.#recent.length < RECENT) return;
    if (recent < usual * TIMES || recent < usual + MORE_MS) return;
    mark("follow: a copy that slows the recording's disk down rests");
    this.#restUntil = now + this.#restMs;
    this.#restMs = Math.min(LONGEST_REST_MS, this.#restMs * 2);
    this.#recent = [];
    this.#why = `a small write beside the recording took ${recent.toFixed(1)} ms, and usually takes ${usual.toFixed(1)} ms`;
    if (!this.#isTold) this.#parts.onFirstRest(`copies rest now and then for the session that runs: ${this.#why}`);
    this.#isTold = true;
  }

  get #isRecording(): boolean {
    return this.#parts.recordings().length > 0;
  }

  get #isResting(): boolean {
    return this.#parts.clock.monotonic() < this.#restUntil;
  }

  /** Whether it is not known yet what a write takes without any copy. */
  #gauges(): boolean {
    const { clock, probe } = this.#parts;
    if (probe === undefined || this.#usual.length >= RECENT) {
      this.#gaugedFrom = undefined;
      return false;
    }
    if (this.#gaugedFrom === undefined) this.#wakeUp.ring();
    this.#gaugedFrom ??= clock.monotonic();
    return clock.monotonic() - this.#gaugedFrom < GAUGE_MS;
  }

  get #isAnyCopying(): boolean {
    return this.#parts.clock.monotonic() - this.#askedAt < COPYING_MS;
  }

  /** Another session may write to another disk. */
  #forgetOthersThan(folders: readonly string[]): void {
    const known = folders.join("\n");
    if (known === this.#folders) return;
    this.#folders = known;
    this.#usual.length = 0;
    this.#recent = [];
    this.#restUntil = -Infinity;
    this.#restMs = REST_MS;
    this.#gaugedFrom = undefined;
    this.#isTold = false;
  }
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
