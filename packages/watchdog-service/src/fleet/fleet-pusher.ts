import { basename, join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { jobJournalPath, RIGLINE_FOLDER } from "@rigline/manifest";
import { MOST_EVENTS, MOST_JOURNALS } from "@rigline/manifest/fleet";
import type { FleetAnswer, FleetHave, FleetPush, FleetWish, Sent, WishAnswer } from "@rigline/manifest/fleet";
import { WakeUp } from "../daemon/wake-up.js";
import { backOffMs } from "../errors/back-off.js";
import type { DaemonEvent } from "../jobs/daemon-events.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { JournalListener } from "../jobs/heard-journals.js";
import type { FleetClient } from "./fleet-client.js";
import type { FleetSettings } from "./fleet-settings.js";
import { passOnWish } from "./pass-on-wish.js";
import { PushCursor } from "./push-cursor.js";
import { nextEpoch, type ReadPart, readPart, stillHas } from "./read-part.js";

export interface PusherParts extends Pick<DaemonParts, "settings" | "clock" | "fileSystem" | "report" | "random"> {
  readonly client: Pick<FleetClient, "push" | "host">;
  /** Of Rigline. */
  readonly version: string;
}

/** Who asks more often than that is tried as often again. */
const RETRY = { firstMs: 5000, maxMs: 5 * 60_000 };
/** What happens within so long goes into one push. */
const GATHER_MS = 500;
/** A daemon that ends waits so long for its last push. */
const FINISH_MS = 5000;
const MOST_ANSWERS = 100;

/**
 * Tells the fleet what the journals say, and hears what people ask there. The journals are its outbox: what could not be told is told
 * when the fleet is there again, a week later too. No job waits for it, and it keeps no idle daemon.
 */
export class FleetPusher {
  readonly #parts: PusherParts;
  readonly #everyMs: number;
  readonly #cursor: PushCursor;
  readonly #since: string;
  readonly #abort = new AbortController();
  /** What belongs together is not gathered any more. */
  readonly #ending = new AbortController();
  readonly #wakeUp = new WakeUp();
  /** Journals of which the fleet may lack something, by their paths. */
  readonly #open = new Set<string>();
  #failures = 0;

  constructor(parts: PusherParts, { url, everyMs }: Pick<FleetSettings, "url" | "everyMs">) {
    this.#parts = parts;
    this.#everyMs = everyMs;
    this.#cursor = new PushCursor(parts.fileSystem, parts.settings.flagFolder, url);
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
    if (event === "flagFolderBack") this.#find();
  }

  /** Tells while something runs, and once more when that is over, for five seconds at most; nothing more after a signal. */
  async during<T extends { readonly reason: string }>(run: () => Promise<T>): Promise<T> {
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
    const { client, random, report } = this.#parts;
    try {
      do await this.#pushOnce();
      while (this.#open.size > 0 && !this.#abort.signal.aborted);
      if (this.#failures > 0) {
        mark("fleet: what was not told while the fleet was away is told when it is back");
        report({ event: "notice", message: `the fleet at ${client.host} is told again` });
      }
      this.#failures = 0;
      return this.#everyMs;
    } catch (error) {
      if (this.#abort.signal.aborted) return 0;
      mark("fleet: a fleet that can't be told holds up nothing, and is told later");
      this.#failures += 1;
      const message = `the fleet at ${client.host} can't be told for now, and is told later: ${messageOf(error)}`;
      if (this.#failures === 1) report({ event: "notice", message });
      return backOffMs({ ...RETRY, firstMs: Math.min(RETRY.firstMs, this.#everyMs) }, this.#failures, random());
    } finally {
      this.#cursor.write();
    }
  }

  /** Rejects where the fleet does not take it. */
  async #pushOnce(): Promise<void> {
    const { settings, version } = this.#parts;
    const read = this.#readParts();
    const answers = Object.entries(this.#cursor.answers)
      .slice(0, MOST_ANSWERS)
      .map(([wish, answer]): WishAnswer => ({ wish: Number(wish), ...answer }));
    const push = {
      host: settings.hostname,
      version,
      since: this.#since,
      journals: read.map(({ part }) => part),
      answers,
    };
    const answer = await this.#send(push, read);
    this.#cursor.forget(answers.map(({ wish }) => wish));
    for (const one of read) this.#note(one, answer);
    for (const wish of answer.wishes) this.#ask(wish);
  }

  async #send(push: FleetPush, read: readonly OpenPart[]): Promise<FleetAnswer> {
    try {
      return await this.#parts.client.push(push, this.#abort.signal);
    } catch (error) {
      for (const { path } of read) this.#open.add(path);
      throw error;
    }
  }

  #readParts(): readonly OpenPart[] {
    const { fileSystem } = this.#parts;
    const read: OpenPart[] = [];
    let events = 0;
    for (const path of this.#open) {
      if (read.length >= MOST_JOURNALS || events >= MOST_EVENTS) break;
      this.#open.delete(path);
      try {
        const { modified } = fileSystem.stat(path);
        const next = readPart(fileSystem, path, this.#cursor.of(basename(path)), MOST_EVENTS - events);
        if (next === undefined || next.part.to < next.part.from) continue;
        events += next.part.events.length;
        read.push({ ...next, path, modified });
      } catch {
        mark("fleet: a journal that can't be read now is told of when something is added to it");
      }
    }
    return read;
  }

  #note({ path, part, isLast, modified }: OpenPart, { have }: FleetAnswer): void {
    const journal = basename(path);
    const known = have.find(({ job, epoch }) => job === part.job && epoch === part.epoch);
    if (known === undefined) return;
    const { epoch, seq, tail } = known;
    if (seq === part.to && tail === part.tail) {
      this.#cursor.note(journal, { epoch, seq, tail, modified: isLast ? modified : 0 });
      if (!isLast) this.#open.add(path);
      return;
    }
    this.#open.add(path);
    this.#cursor.note(journal, this.#agree(path, known));
  }

  /** The fleet has another part than was thought: the answer to a push was lost, or the cursor, or the disk was set back. */
  #agree(path: string, { epoch, seq, tail }: FleetHave): Sent {
    const isSame = seq === 0 || stillHas(this.#parts.fileSystem, path, seq, tail);
    if (isSame) mark("fleet: what the fleet has already is not sent a second time");
    return isSame ? { epoch, seq, tail, modified: 0 } : { epoch: nextEpoch(epoch), seq: 0, tail: "", modified: 0 };
  }

  #ask({ id, job, deed, by }: FleetWish): void {
    const { report } = this.#parts;
    if (this.#cursor.answers[id] !== undefined) return;
    try {
      const refused = passOnWish(this.#parts, { job, deed, by });
      const message = refused?.message.slice(0, 2000) ?? "";
      this.#cursor.hear(id, { outcome: refused === undefined ? "taken" : "refused", message });
      if (refused !== undefined) report({ event: "notice", job, message: `${by} asked to ${deed.do} it: ${message}` });
    } catch (error) {
      mark("fleet: a wish that can't be noted down now is asked again");
      return report({ event: "notice", job, message: `what ${by} asks of it can't be heard yet: ${messageOf(error)}` });
    }
    // So that who asked is told at once.
    this.#wakeUp.ring();
  }

  /** All that the fleet may lack something of. */
  #find(): void {
    const { fileSystem, settings } = this.#parts;
    const folder = join(settings.flagFolder, RIGLINE_FOLDER, "jobs");
    try {
      if (!fileSystem.exists(folder)) return;
      for (const { name } of fileSystem.list(folder)) {
        const path = join(folder, name);
        if (name.endsWith(".jsonl") && this.#cursor.mayLack(name, fileSystem.stat(path).modified)) this.#open.add(path);
      }
    } catch {
      mark("fleet: a flag folder that is away is looked through when it is back");
    }
    this.#wakeUp.ring();
  }

  /** Those of shares and holds are none of a job. */
  #isOfJob(journal: string): boolean {
    return journal === jobJournalPath(this.#parts.settings.flagFolder, basename(journal, ".jsonl"));
  }
}

interface OpenPart extends ReadPart {
  readonly path: string;
  readonly modified: number;
}
