import { mark } from "@rigline/foundation/marks";
import type { Database } from "../store/database.js";
import { writeAct } from "./acts.js";
import { isPassword, PASSWORD_COST, type PasswordCost } from "./passwords.js";
import { openVisit } from "./visits.js";

/** What came of trying. */
export type SignedIn =
  | { readonly state: "in"; readonly secret: string }
  | { readonly state: "refused" }
  /** Too often: it is not even looked at. */
  | { readonly state: "later"; readonly seconds: number };

/** Within so many seconds: of one name from one address, from one address, of one name from wherever. */
const WINDOW_SECONDS = 900;
const MOST_OF_PAIR = 5;
const MOST_OF_ADDRESS = 30;
const MOST_OF_NAME = 60;
/** More wait for nobody: each takes 32 MB for a moment. */
const MOST_WAITING = 20;
const BUSY_SECONDS = 5;

/** `later`: too often. */
export type PasswordVerdict = "right" | "wrong" | "later";

interface Looked {
  readonly verdict: PasswordVerdict;
  /** Whose name it is, revoked people apart. */
  readonly person: { readonly id: number; readonly name: string } | undefined;
}

/** Local accounts. One is tried at a time, so that nobody tries many at once before the first is counted. */
export class SignIn {
  readonly #database: Database;
  readonly #cost: PasswordCost;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: Database, cost: PasswordCost = PASSWORD_COST) {
    this.#database = database;
    this.#cost = cost;
  }

  /** Tries a name and a password, from an address. */
  async try(name: string, password: string, from: string | null): Promise<SignedIn> {
    const looked = await this.#inTurn(() => this.#look(name, password, from));
    if (looked === undefined) return { state: "later", seconds: BUSY_SECONDS };
    const { verdict, person } = looked;
    if (verdict === "later") return { state: "later", seconds: WINDOW_SECONDS };
    if (verdict === "wrong" || person === undefined) return { state: "refused" };
    const secret = await this.#database.transaction(async (queries) => {
      const actor = { person: person.id, by: person.name, from };
      await writeAct(queries, actor, { act: "signedIn", about: person.name, detail: "password" });
      return openVisit(queries, person.id, from);
    });
    return { state: "in", secret };
  }

  /** The same without a visit: whether whoever is signed in knows the password. */
  async check(name: string, password: string, from: string | null): Promise<PasswordVerdict> {
    return (await this.#inTurn(() => this.#look(name, password, from)))?.verdict ?? "later";
  }

  /** Undefined: too many wait already. */
  async #inTurn<T>(look: () => Promise<T>): Promise<T | undefined> {
    if (this.#waiting >= MOST_WAITING) {
      mark("fleet: more people sign in at once than can be looked at");
      return undefined;
    }
    this.#waiting += 1;
    const trying = this.#last.then(look);
    this.#last = trying.catch(() => undefined);
    try {
      return await trying;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #look(given: string, password: string, from: string | null): Promise<Looked> {
    const [person] = await this.#database.query<{ id: number; name: string; password: string | null }>(
      "select id, name, password from people where name = $1 and revoked_at is null",
      [given.trim().normalize("NFC").toLowerCase().slice(0, 100)],
    );
    // What nobody is called may be a password that was typed in the wrong place.
    const about = person?.name ?? "";
    if (await this.#isTooOften(about, from)) return { verdict: "later", person };
    if (await isPassword(password, person?.password ?? null, this.#cost)) return { verdict: "right", person };
    const actor = { person: person?.id ?? null, by: about, from };
    await writeAct(this.#database, actor, { act: "signInRefused", about, detail: "password" });
    return { verdict: "wrong", person };
  }

  async #isTooOften(about: string, from: string | null): Promise<boolean> {
    const [counted] = await this.#database.query<{ pair: number; address: number; name: number }>(
      `select count(*) filter (where from_address = $1 and about = $2)::int as pair,
         count(*) filter (where from_address = $1)::int as address,
         count(*) filter (where about = $2 and about <> '')::int as name
       from acts where act = 'signInRefused' and at > now() - make_interval(secs => $3)`,
      [from ?? "", about, WINDOW_SECONDS],
    );
    if (counted === undefined) return false;
    const isPair = about !== "" && counted.pair >= MOST_OF_PAIR;
    return isPair || counted.address >= MOST_OF_ADDRESS || counted.name >= MOST_OF_NAME;
  }
}
