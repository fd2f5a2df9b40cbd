import { basename } from "node:path";
import { formatFiles } from "@rigline/foundation/quantities";
import type { JobRecord, JobState } from "@rigline/manifest";
import type { DeadMansSwitch } from "./dead-mans-switch.js";
import type { JobReading } from "./job-reading.js";
import { isTrouble, type JobNews } from "./message.js";

/** Pings the dead-man's switch with every hand-off and once a day. */
export class HandOffPings {
  readonly #switch: DeadMansSwitch;
  readonly #troubles: () => readonly JobNews[];
  /** Journals of jobs whose end is to be pinged. */
  readonly #ending = new Set<string>();
  /** Beginnings and troubles that were pinged. */
  readonly #pinged = new Set<string>();
  #away: string | undefined;

  /** `troubles`: what needs somebody now. */
  constructor(deadMansSwitch: DeadMansSwitch, troubles: () => readonly JobNews[]) {
    this.#switch = deadMansSwitch;
    this.#troubles = troubles;
  }

  /** `state`: of the job, with the record. A further copy is none of its own: the session begins, and ends when it has what it needs. */
  hear(journal: string, record: JobRecord, state: () => Pick<JobState, "copyOf" | "further">): void {
    if (record.type !== "planned" && record.type !== "submitted" && record.type !== "archived") return;
    const { copyOf, further } = state();
    if (copyOf !== undefined) return;
    if (record.type === (further === undefined ? "submitted" : "archived")) this.#ending.add(journal);
    if (record.type !== "planned") return;
    const manifest = basename(journal, ".jsonl");
    this.#once(`${journal} ${record.digest} begins`, () =>
      this.#switch.ping("start", `${manifest}: ${formatFiles(record.files)} to hand off`, record.digest),
    );
  }

  noteRead(journal: string, { news, digest, name }: JobReading): void {
    if (news === undefined) return;
    if (isTrouble(news.about))
      this.#once(`${journal} ${digest} ${news.about} ${news.code}`, () =>
        this.#switch.ping("fail", this.#sayTrouble(), digest),
      );
    else if (this.#ending.delete(journal)) this.#tell(`${name} is handed off`, digest);
  }

  /** The flag folder can't be read; undefined: it can again. */
  noteAway(reason: string | undefined): void {
    this.#away = reason;
    if (reason !== undefined) this.#switch.ping("fail", this.#sayTrouble());
  }

  /** Where a day has passed since the last ping. */
  pingDaily(): void {
    if (this.#switch.isDue) this.#tell("nothing needs anybody");
  }

  settled(): Promise<void> {
    return this.#switch.settled();
  }

  /** A success that hides what another session needs would be none. */
  #tell(said: string, digest?: string): void {
    const trouble = this.#sayTrouble();
    if (trouble === "") this.#switch.ping("success", said, digest);
    else this.#switch.ping("fail", digest === undefined ? trouble : `${said}; still:\n${trouble}`, digest);
  }

  #once(key: string, ping: () => void): void {
    if (!this.#pinged.has(key)) ping();
    this.#pinged.add(key);
  }

  #sayTrouble(): string {
    const lines = this.#troubles().map(
      ({ name, about, reason }) => `${name} ${about === "late" ? "is late" : "needs you"}: ${reason}`,
    );
    return [...(this.#away === undefined ? [] : [this.#away]), ...lines].join("\n");
  }
}
