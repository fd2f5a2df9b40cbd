import { request } from "node:http";
import { join } from "node:path";
import { noProxy } from "@rigline/foundation/http";
import { systemClock } from "@rigline/foundation/platform";
import type { FleetPush } from "@rigline/manifest/fleet";
import { createAssetReader } from "@rigline/page/parts";
import { createPageApp } from "../../src/page/page-app.js";
import { pageAddress } from "../../src/page/page-address.js";
import { addPerson } from "../../src/people/people.js";
import { hashPassword } from "../../src/people/passwords.js";
import type { ProviderSettings } from "../../src/people/provider-settings.js";
import { listenAt } from "../../src/server/listen-at.js";
import { createFleetApp } from "../../src/server/create-fleet-app.js";
import { noFigures } from "../../src/server/server-figures.js";
import type { Database } from "../../src/store/database.js";
import { addRig, rigOfToken } from "../../src/store/rigs.js";
import { takePush } from "../../src/store/take-push.js";
import type { Role } from "../../src/wire/roles.js";
import { KINDS, openTestStore, TESTER } from "./databases.js";

/** Cheap: what is tried here is not how long it takes to guess. */
const CHEAP = { work: 4, block: 8, lanes: 1 };

export const PASSWORD = "four-horses-in-the-rain";

export interface TestFleet {
  readonly database: Database;
  /** Of the database; undefined: in this process alone. */
  readonly address: string | undefined;
  readonly origin: string;
  readonly port: number;
  /** What the server would have logged. */
  readonly failures: readonly string[];
  addPerson(name: string, role: Role): Promise<void>;
  /** A rig that tells something; each push is of its own. */
  tell(rig: string, ...pushes: readonly FleetPush[]): Promise<void>;
  close(): Promise<void>;
}

/** The fleet's page at a port of this computer, over a database of its own: a real server where there is one, which begins sooner. */
export async function startTestFleet(
  options: { readonly url?: string; readonly provider?: ProviderSettings } = {},
): Promise<TestFleet> {
  const store = await openTestStore(KINDS.at(-1) ?? "PGlite");
  const { database } = store;
  const failures: string[] = [];
  const onFailure = (what: string, error: unknown): void => void failures.push(`${what}: ${String(error)}`);
  const page = createPageApp({
    database,
    clock: systemClock,
    lateAfterHours: 24,
    address: pageAddress(options.url),
    readAsset: createAssetReader(join(import.meta.dirname, "../../dist/browser")),
    provider: options.provider,
    findProxy: noProxy,
    passwordCost: CHEAP,
    onFailure,
  });
  const app = createFleetApp({
    database,
    figures: noFigures(),
    metricsToken: undefined,
    version: "0.1.0",
    page,
    onFailure,
  });
  const server = await listenAt(app, { host: "127.0.0.1", port: 0 });
  const rigs = new Map<string, number>();
  return {
    database,
    address: store.address,
    origin: server.url,
    port: server.port,
    failures,
    addPerson: async (name, role) => {
      const password = await hashPassword(PASSWORD, CHEAP);
      await addPerson(database, TESTER, { name, role, password });
    },
    tell: async (rig, ...pushes) => {
      const known = rigs.get(rig) ?? (await rigOfToken(database, (await addRig(database, rig, TESTER)).token))?.id ?? 0;
      rigs.set(rig, known);
      for (const push of pushes) await takePush(database, known, push);
    },
    close: async () => {
      await server.close();
      await store.close();
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: NodeJS.Dict<string | readonly string[]>;
  /** Of the answer, as JSON. */
  readonly body: unknown;
}

/** A browser's half of HTTP: it keeps its cookies, and asks as the page does unless it is told otherwise. */
export class TestVisitor {
  readonly #fleet: TestFleet;
  cookies: Readonly<Record<string, string>> = {};

  constructor(fleet: TestFleet) {
    this.#fleet = fleet;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#ask("GET", path, headers);
  }

  post(path: string, body: unknown, headers: Readonly<Record<string, string | undefined>> = {}): Promise<Answer> {
    const own = { "content-type": "application/json", "x-rigline": "page", origin: this.#fleet.origin };
    return this.#ask("POST", path, { ...own, ...headers }, JSON.stringify(body));
  }

  async signIn(name: string, password: string = PASSWORD): Promise<Answer> {
    return this.post("/api/sign-in", { name, password });
  }

  #ask(
    method: string,
    path: string,
    headers: Readonly<Record<string, string | undefined>>,
    body?: string,
  ): Promise<Answer> {
    const cookie = Object.entries(this.cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join("; ");
    const given = Object.entries({ ...(cookie === "" ? {} : { cookie }), ...headers }).filter(
      ([, value]) => value !== undefined,
    );
    return new Promise((resolve, reject) => {
      const asked = request(
        { host: "127.0.0.1", port: this.#fleet.port, path, method, headers: Object.fromEntries(given) },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (part: string) => (text += part));
          response.on("end", () => {
            this.#keep(response.headers["set-cookie"] ?? []);
            const isJson = response.headers["content-type"]?.startsWith("application/json") === true;
            resolve({
              status: response.statusCode ?? 0,
              text,
              headers: response.headers,
              body: isJson ? (JSON.parse(text) as unknown) : undefined,
            });
          });
        },
      );
      asked.on("error", reject);
      asked.end(body);
    });
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
      const { [name]: _old, ...others } = this.cookies;
      this.cookies = /max-age=0/iu.test(line) ? others : { ...others, [name]: value };
    }
  }
}
