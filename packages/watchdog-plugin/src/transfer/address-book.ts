import type { Clock, Logger } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";

/**
 * Makes an address of an experimenter's name; clabe's `email_from_experimenter_builder`, and it may ask a directory. Undefined or
 * null: this one has none, the next is asked.
 */
export type EmailFromExperimenter = (name: string) => string | null | undefined | Promise<string | null | undefined>;

/** A directory that does not answer keeps no session and no data. */
const PATIENCE_MS = 10_000;

interface BookParts {
  readonly clock: Pick<Clock, "sleep">;
  readonly log: Pick<Logger, "warning">;
}

type Entry = { readonly address: string | null | undefined } | { readonly failure: string };

/** What was asked of experimenters' addresses, each name once. */
export class AddressBook {
  readonly #make: EmailFromExperimenter;
  readonly #parts: BookParts;
  readonly #entries = new Map<string, Entry>();

  constructor(make: EmailFromExperimenter, parts: BookParts) {
    this.#make = make;
    this.#parts = parts;
  }

  /** Asks for those that are not known yet. Returns what went wrong, one sentence a name; never rejects. */
  async lookUp(names: readonly string[]): Promise<readonly string[]> {
    const asked = [...new Set(names.map((name) => name.trim()))];
    await Promise.all(asked.filter((name) => !this.#entries.has(name)).map((name) => this.#ask(name)));
    return asked.flatMap((name) => {
      const entry = this.#entries.get(name);
      return entry !== undefined && "failure" in entry ? [entry.failure] : [];
    });
  }

  /** The address that was found; undefined where none was asked for, or asking went wrong; null: there is none. */
  find(name: string): string | null | undefined {
    const entry = this.#entries.get(name);
    return entry === undefined || "failure" in entry ? undefined : (entry.address ?? null);
  }

  async #ask(name: string): Promise<void> {
    const { clock, log } = this.#parts;
    const heard = new AbortController();
    const late = clock.sleep(PATIENCE_MS, heard.signal).then(() => {
      throw new Error(`no answer in ${PATIENCE_MS / 1000} s`);
    });
    try {
      this.#entries.set(name, { address: await Promise.race([this.#promise(name), late]) });
    } catch (error) {
      mark("hand-off: an address that can't be looked up is made of the name");
      const failure = `the address of ${name} could not be looked up: ${messageOf(error)}`;
      log.warning(failure);
      this.#entries.set(name, { failure });
    } finally {
      heard.abort();
      late.catch(() => undefined);
    }
  }

  /** What it throws at once is a rejection too. */
  async #promise(name: string): Promise<string | null | undefined> {
    return this.#make(name);
  }
}
