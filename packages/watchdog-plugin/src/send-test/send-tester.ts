import { basename, dirname, join } from "node:path";
import {
  createToken,
  inject,
  injectable,
  resolveFrom,
  type HandOffTest,
  type HandOffTester,
  type HandOffTestRequest,
  type Token,
} from "@rigline/core";
import { RiglineError } from "@rigline/foundation/errors";
import { createHttpClient, readProxies, type FindProxy, type HttpClient } from "@rigline/foundation/http";
import { isRemotePlace } from "@rigline/foundation/paths";
import type { ProcessLock } from "@rigline/foundation/lock";
import { DaemonControl } from "../daemon/daemon-control.js";
import { PluginParts } from "../parts.js";
import { FlavourChoice } from "../transfer/flavour-choice.js";
import { clearTest } from "./clear-test.js";
import { sendTestError } from "./send-test-errors.js";
import { TestRun } from "./test-run.js";
import { destinationOfTests, planTestSession, subjectOfTests } from "./test-session.js";
import { TestSteps } from "./test-steps.js";

type OpenHttp = (findProxy: FindProxy) => Pick<HttpClient, "post">;

/** Who asks the transfer service. */
const TEST_HTTP: Token<OpenHttp> = createToken("watchdog/test-http", { default: createHttpClient });

/** Sends a test session the way of a real one, and removes it. */
@injectable()
export class SendTester implements HandOffTester {
  readonly #parts: PluginParts;
  readonly #control: DaemonControl;
  readonly #flavours: FlavourChoice;
  readonly #openHttp: OpenHttp;

  constructor(
    @inject(PluginParts) parts: PluginParts,
    @inject(DaemonControl) control: DaemonControl,
    @inject(FlavourChoice) flavours: FlavourChoice,
    @inject(TEST_HTTP) openHttp: OpenHttp,
  ) {
    this.#parts = parts;
    this.#control = control;
    this.#flavours = flavours;
    this.#openHttp = openHttp;
  }

  /** Throws SEND_TEST_RUNNING and SEND_TEST_TAKES_FOLDERS. */
  async test(request: HandOffTestRequest): Promise<HandOffTest> {
    const { destination } = this.#parts.options;
    if (isRemotePlace(destination))
      throw sendTestError("SEND_TEST_TAKES_FOLDERS", { what: `no test session is sent to ${destination}` });
    const { flavour } = await this.#flavours.choose();
    const lock = await this.#lock();
    try {
      const steps = new TestSteps(request, this.#control.watchCommand);
      const earlier = await this.#clearEarlier(request, steps);
      const test = planTestSession(this.#parts);
      const { directory, name } = test.session;
      const http = this.#openHttp(readProxies(this.#parts.environment));
      let left: HandOffTest["left"];
      try {
        await new TestRun({ parts: this.#parts, control: this.#control, http, flavour }, test, request).go(steps);
      } finally {
        left = [...earlier, ...(await this.#clear(directory, request))];
        this.#tellCleared(left, request, steps);
      }
      return { session: name, left };
    } finally {
      await lock.release();
    }
  }

  async #lock(): Promise<ProcessLock> {
    const { locks, machine, clock } = this.#parts;
    const folder = this.#folder();
    const name = process.platform === "win32" ? folder.toLowerCase() : folder;
    try {
      const since = clock.now().toISOString();
      return await locks.acquire(`rigline-send-test:${name}`, { pid: machine.pid, what: "rigline doctor", since });
    } catch (error) {
      if (!(error instanceof RiglineError) || error.code !== "LOCK_HELD") throw error;
      throw sendTestError("SEND_TEST_RUNNING", { what: `a test session is being sent already: ${error.message}` });
    }
  }

  /** In which the data of test sessions are. */
  #folder(): string {
    const { config } = this.#parts;
    return join(resolveFrom(config, config.values.data_dir), subjectOfTests(this.#parts));
  }

  /** What a test has left that was killed, or that could not remove all. */
  async #clearEarlier(request: HandOffTestRequest, steps: TestSteps): Promise<HandOffTest["left"]> {
    const { fileSystem } = this.#parts;
    const folder = this.#folder();
    if (!fileSystem.exists(folder)) return [];
    const earlier = fileSystem.list(folder).filter(({ name }) => name.startsWith(`${basename(folder)}_`));
    const left: HandOffTest["left"][number][] = [];
    for (const { name } of earlier) left.push(...(await this.#clear(join(folder, name), request)));
    if (earlier.length > left.length)
      await steps.take("earlier test", () => `what ${earlier.map(({ name }) => name).join(", ")} had left is removed`);
    return left;
  }

  #clear(directory: string, { onProgress }: HandOffTestRequest): Promise<HandOffTest["left"]> {
    const { fileSystem, clock } = this.#parts;
    const { places } = this.#control;
    const isWatched = async (): Promise<boolean> => (await this.#control.findWatcher()) !== undefined;
    const traces = { name: basename(directory), directory, destination: destinationOfTests(this.#parts) };
    return clearTest({ fileSystem, clock, places, isWatched }, traces, onProgress);
  }

  #tellCleared(left: HandOffTest["left"], { onStep }: HandOffTestRequest, steps: TestSteps): void {
    const step = "clean-up";
    const where = [this.#control.places.flagFolder, this.#control.places.completeFolder, dirname(this.#folder())];
    const message = `all that it made is removed, at the destination and in ${where.join(", ")}`;
    if (left.length === 0) return onStep({ step, level: "ok", message });
    const what = left.length === 1 ? "a thing that it made is left" : `${left.length} things that it made are left`;
    const why = left.map(({ path, why: reason }) => `${path} (${reason})`).join("\n");
    steps.fail(step, sendTestError("SEND_TEST_LEFT_BEHIND", { what, why }));
  }
}
