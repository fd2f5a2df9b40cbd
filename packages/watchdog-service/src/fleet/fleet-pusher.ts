import { basename, join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { jobJournalPath, RIGLINE_FOLDER } from "@rigline/manifest";
import { describeFleetTrouble, MOST_ANSWERS, MOST_EVENTS } from "@rigline/manifest/fleet";
import type { FleetPush, HeardAnswer, WishAnswer } from "@rigline/manifest/fleet";
import { WakeUp } from "../daemon/wake-up.js";
import { backOffMs } from "../errors/back-off.js";
import type { DaemonEvent } from "../jobs/daemon-events.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { JournalListener } from "../jobs/heard-journals.js";
import type { FleetClient } from "./fleet-client.js";
import { FleetRefusal } from "./fleet-refusal.js";
import type { FleetSettings } from "./fleet-settings.js";
import { FleetWishes } from "./fleet-wishes.js";
import { type OpenPart, OpenParts } from "./open-parts.js";
import { PushCursor } from "./push-cursor.js";
import { toSetAside } from "./to-set-aside.js";

export interface PusherParts extends Pick<
  DaemonParts,
  "settings" | "clock" | "fileSystem" | "report" | "random" | "fence"
> {
  readonly client: Pick<FleetClient, "push" | "host">;
  /** Of Rigline. */
  readonly version: string;
}

/** Who asks more often than that is tried as often again. */
const RETRY = { firstMs: 5000, maxMs: 5 * 60_000 };
/** A fleet that names a later time is asked then. */
const LONGEST_REST_MS = 60 * 60_000;
/** What happens within so long goes into one push. */
const GATHER_MS = 500;
/** A daemon that ends waits so long for its last push. */
const FINISH_MS = 5000;

/**
 * Tells the fleet what the journals say, and hears what people ask there. The journals are its outbox: what could not be told is told
 * when the fleet is there again, a week later too. No job waits for it, and it keeps no idle daemon.
 */
export class FleetPusher {
  readonly #parts: PusherParts;
  readonly #everyMs: number;
  readonly #cursor: PushCursor;
  readonly #wishes: FleetWishes;
  readonly #open: OpenParts;
  readonly #since: string;
  readonly #abort = new AbortController();
  /** What belongs together is not gathered any more. */
  readonly #ending = new AbortController();
  readonly #wakeUp = new WakeUp();
  #failures = 0;
  /** What the last failure was of. */
  #failed: string | undefined;
  /** So many events a push, until what the fleet does not take is found; and so many at most, as far as it or a proxy before it has said. */
  #most = MOST_EVENTS;
  #ceiling = MOST_EVENTS;

  constructor(parts: PusherParts, { url, everyMs }: Pick<FleetSettings, "url" | "everyMs">) {
    this.#parts = parts;
    this.#everyMs = everyMs;
    this.#cursor = new PushCursor(parts.fileSystem, parts.settings.flagFolder, url);
    this.#wishes = new FleetWishes(parts, this.#cursor);
    this.#open = new OpenParts(parts.fileSystem, this.#cursor);
    this.#since = parts.clock.now().toISOString();
  }

  /** To be told of what the daemon writes into its journals. */
  readonly journals: JournalListener = {
    onRecord: (journal) => {
      if (!this.#isOfJob(journal)) return;
      this.#open.add(journal);
      if (this.#failures === 0) this.#wakeUp.ring();
    },
  };

  hearEvent({ event }: DaemonEvent): void {
    if (event !== "flagFolderBack") return;
    this.#find();
    this.#wakeUp.ring();
  }

  /** Tells while something runs, and once more when that is over, for five seconds at most; nothing more after a signal. */
  async during<T extends { readonly reason: string }>(run: () => Promise<T>): Promise<T> {
    this.#wishes.resume();
    this.#find();
    const loop = this.#loop();
    let end: T | undefined;
    try {
      end = await run();
      return end;
    } finally {
      this.#ending.abort();
      if (end === undefined || end.reason === "signal") this.#abort.abort();
      const cancel = this.#parts.clock.after(FINISH_MS, () => {
        mark("fleet: what is not told when a daemon ends is told by the next one");
        this.#abort.abort();
      });
      this.#wakeUp.ring();
      await loop;
      cancel();
    }
  }

  async #loop(): Promise<void> {
    for (;;) {
      const wait = await this.#pushAll();
      if (this.#ending.signal.aborted) break;
      await this.#wakeUp.wait(wait, this.#parts.clock);
      // What belongs together comes within a moment.
      if (!this.#ending.signal.aborted && this.#failures === 0)
        await this.#parts.clock.sleep(GATHER_MS, this.#ending.signal).catch(() => undefined);
    }
    // What came with the end itself.
    if (!this.#abort.signal.aborted && this.#failures === 0 && this.#open.size > 0) await this.#pushAll();
  }

  /** Pushes until nothing is left. Returns milliseconds until the next push; never throws. */
  async #pushAll(): Promise<number> {
    const { client, report } = this.#parts;
    this.#open.again();
    this.#most = MOST_EVENTS;
    this.#ceiling = MOST_EVENTS;
    try {
      while ((await this.#pushOnce()) && !this.#abort.signal.aborted);
      if (this.#failures > 0) {
        mark("fleet: what was not told while the fleet was away is told when it is back");
        report({ event: "notice", message: `the fleet at ${client.host} is told again` });
      }
      this.#failures = 0;
      this.#cursor.noteTrouble(null);
      return this.#everyMs;
    } catch (error) {
      return this.#abort.signal.aborted ? 0 : this.#fail(error);
    } finally {
      this.#cursor.write();
    }
  }

  /** Milliseconds until it is tried again. */
  #fail(error: unknown): number {
    const { client, random, report, clock } = this.#parts;
    mark("fleet: a fleet that can't be told holds up nothing, and is told later");
    this.#failures += 1;
    const refusal = error instanceof FleetRefusal ? error : undefined;
    const { of, todo = null, notBefore } = refusal ?? {};
    const message = messageOf(error);
    const kind = of ?? "away";
    if (this.#failures === 1 || kind !== this.#failed)
      report({
        event: "notice",
        message: `the fleet at ${client.host} can't be told for now, and is told later: ${message}${todo === null ? "" : `. ${todo}`}`,
      });
    this.#failed = kind;
    const since = this.#cursor.trouble?.since ?? clock.now().toISOString();
    this.#cursor.noteTrouble({ since, what: `${client.host}: ${message}`, todo });
    // What a person has to mend is not mended within seconds.
    const isSlow = kind !== "away" && kind !== "moment";
    const firstMs = isSlow ? RETRY.maxMs : Math.min(RETRY.firstMs, this.#everyMs);
    const asked = notBefore === undefined ? 0 : Math.min(notBefore - clock.monotonic(), LONGEST_REST_MS);
    return Math.max(asked, backOffMs({ ...RETRY, firstMs }, this.#failures, random()));
  }

  /** True: there is more to push. Rejects where the fleet does not take it now, or takes nothing of this rig. */
  async #pushOnce(): Promise<boolean> {
    const answers = this.#wishes.answers(Math.min(MOST_ANSWERS, this.#most));
    const read = this.#open.read(this.#most - answers.length);
    let answer: HeardAnswer;
    try {
      answer = await this.#push(read, answers);
    } catch (error) {
      for (const { path } of read) this.#open.add(path);
      if (!(error instanceof FleetRefusal) || error.of !== "content") throw error;
      await this.#divide(error, read, answers);
      return true;
    }
    this.#most = Math.min(this.#ceiling, this.#most * 2);
    this.#wishes.areTold(answers.map(({ wish }) => wish));
    const taken = read.map((one) => this.#open.note(one, answer.have));
    await this.#hear(answer);
    if (taken.includes(false)) {
      mark("fleet: a fleet that takes nothing further, and does not say why, is not asked all the time");
      throw new Error("it does not take what follows what it has");
    }
    return this.#open.size > 0;
  }

  #push(read: readonly OpenPart[], answers: readonly WishAnswer[]): Promise<HeardAnswer> {
    const { settings, version, client } = this.#parts;
    const push: FleetPush = {
      host: settings.hostname,
      version,
      since: this.#since,
      journals: read.map(({ part }) => part),
      answers: [...answers],
    };
    return client.push(push, this.#abort.signal);
  }

  /**
   * What it does not take, however often it is sent, is sent in halves, until one thing alone is left: that is set aside, if all but that is
   * taken, and what comes behind it is told. Rejects where it takes nothing at all.
   */
  async #divide(refusal: FleetRefusal, read: readonly OpenPart[], answers: readonly WishAnswer[]): Promise<void> {
    const events = read.reduce((sum, { part }) => sum + Math.max(1, part.events.length), 0);
    if (events + answers.length > 1) {
      mark("fleet: what is too much for one push goes into several");
      this.#most = Math.floor((events + answers.length) / 2);
      if (refusal.isTooMuch) this.#ceiling = this.#most;
      return;
    }
    const [one] = read;
    const [answer] = answers;
    if (one === undefined && answer === undefined) throw refusal;
    await this.#push([], []);
    mark("fleet: what a fleet does not take is set aside, and what comes behind it is told");
    const { client, clock, report } = this.#parts;
    const aside = toSetAside({ part: one, answer }, { why: refusal.message, at: clock.now().toISOString() });
    this.#cursor.setAside(aside);
    if (answer !== undefined) this.#wishes.areTold([answer.wish]);
    const [message] = describeFleetTrouble({ trouble: null, aside: [aside] });
    report({ event: "notice", message: `${message ?? ""}. It is set aside (${client.host})` });
  }

  async #hear({ wishes, unknown = [] }: HeardAnswer): Promise<void> {
    if (wishes.length + unknown.length === 0) return;
    // Who was paused may not serve this flag folder any more.
    await this.#parts.fence?.();
    const heard = [
      ...wishes.map((wish) => this.#wishes.hear(wish)),
      ...unknown.map((wish) => this.#wishes.refuse(wish)),
    ];
    // So that who asked is told at once.
    if (heard.includes(true)) this.#wakeUp.ring();
  }

  /** All that the fleet may lack something of. */
  #find(): void {
    this.#open.find(join(this.#parts.settings.flagFolder, RIGLINE_FOLDER, "jobs"));
  }

  /** Those of shares and holds are none of a job. */
  #isOfJob(journal: string): boolean {
    return journal === jobJournalPath(this.#parts.settings.flagFolder, basename(journal, ".jsonl"));
  }
}
