import { join } from "node:path";
import type { HandOffTestRequest, HandOffTestStep } from "@rigline/core";
import type { HttpClient } from "@rigline/foundation/http";
import { formatData, formatFiles } from "@rigline/foundation/quantities";
import type { ManifestFlavour } from "@rigline/manifest";
import type { DaemonControl } from "../daemon/daemon-control.js";
import { findUnreachable } from "../follow/in-time.js";
import { readJob, type JobView } from "../follow/read-job.js";
import type { PluginParts } from "../parts.js";
import { readersOf } from "../transfer/flavour-choice.js";
import { publishManifest, type PublishedManifest } from "../transfer/publish-manifest.js";
import { writeManifest } from "../transfer/write-manifest.js";
import { askValidation } from "./ask-validation.js";
import { compareCopy } from "./compare-copy.js";
import { followTest, judgeCopied, judgeTaken } from "./follow-test.js";
import { sendTestError } from "./send-test-errors.js";
import { createTestManifests, destinationOfTests, type TestSession, writeTestData } from "./test-session.js";
import type { TestSteps } from "./test-steps.js";

const ANSWER_MS = 10_000;

export interface RunParts {
  readonly parts: PluginParts;
  readonly control: DaemonControl;
  readonly http: Pick<HttpClient, "post">;
  /** For whom the manifest is written. */
  readonly flavour: ManifestFlavour;
}

/** The way of one test session, step by step; nothing of it is cleared away. */
export class TestRun {
  readonly #parts: PluginParts;
  readonly #control: DaemonControl;
  readonly #http: Pick<HttpClient, "post">;
  readonly #flavour: ManifestFlavour;
  readonly #test: TestSession;
  readonly #request: HandOffTestRequest;

  constructor({ parts, control, http, flavour }: RunParts, test: TestSession, request: HandOffTestRequest) {
    this.#parts = parts;
    this.#control = control;
    this.#http = http;
    this.#flavour = flavour;
    this.#test = test;
    this.#request = request;
  }

  /** What the service would say of the request is asked for whatever else went wrong: each thing to be mended is told. */
  async go(steps: TestSteps): Promise<void> {
    if (await steps.take("test data", () => this.#makeData())) await this.#handOff(steps);
    if (!this.#request.signal.aborted) await steps.take("validation", () => this.#validate());
  }

  async #handOff(steps: TestSteps): Promise<void> {
    let published: PublishedManifest | undefined;
    let watcher: string | undefined;
    let view: JobView | undefined;
    const { waitMs } = this.#request;
    const copy = (): string => join(destinationOfTests(this.#parts), published?.name ?? "");
    const isQueued = await steps.take("queue", () => {
      published = this.#publish();
      const where = `${published.path}, written for ${readersOf(this.#flavour)}`;
      return `${where}; without a transfer_endpoint, so that nobody submits it`;
    });
    if (!isQueued || published === undefined) return;
    const { path, digest } = published;
    const isTaken = await steps.take("daemon", async () => {
      watcher = await this.#watch();
      view = await this.#follow(path, digest);
      return judgeTaken(view, { watcher, waitMs, watch: this.#control.watchCommand });
    });
    if (!isTaken || view === undefined) return;
    const followed = view;
    if (await steps.take("copy", () => judgeCopied(followed, copy(), waitMs)))
      await steps.take("verification", () => this.#compare(copy()));
  }

  #makeData(): string {
    const { session, files } = this.#test;
    writeTestData(this.#parts, this.#test);
    const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
    return `${session.directory}: ${formatData({ files: files.size, bytes })}`;
  }

  #publish(): PublishedManifest {
    const { sent } = createTestManifests(this.#parts, this.#test, this.#flavour);
    this.#control.prepare();
    return publishManifest(this.#parts.fileSystem, this.#control.places, {
      name: sent.name,
      render: () => writeManifest(sent, this.#flavour),
      // Nobody else has the name: then it is refused, and no other is taken, by which it would not be found again.
      isSameSession: () => true,
    });
  }

  /** Who watches, after starting the daemon where a session would start one; undefined: nobody that is seen. */
  async #watch(): Promise<string | undefined> {
    const { keeper } = this.#control;
    const found = await this.#control.findWatcher();
    if (found !== undefined || keeper === undefined) return found;
    return `${await keeper.ensure(this.#request.signal)}, started for it`;
  }

  #follow(manifest: string, digest: string): Promise<JobView> {
    const { keeper, places } = this.#control;
    const { clock, fileSystem } = this.#parts;
    const { waitMs, signal, onProgress } = this.#request;
    return followTest({
      clock,
      waitMs,
      signal,
      onProgress,
      read: () => readJob(fileSystem, places, manifest, digest),
      keepWatched: async () => keeper?.keep(signal),
    });
  }

  async #compare(copy: string): Promise<string> {
    const { fileSystem, clock } = this.#parts;
    this.#request.onProgress(`reading ${copy} back`);
    if ((await findUnreachable(fileSystem, [copy], clock, ANSWER_MS)) !== undefined)
      throw sendTestError("SEND_TEST_COPY_DIFFERS", { what: `${copy} has given no answer for ${ANSWER_MS / 1000} s` });
    const { nested } = compareCopy(fileSystem, copy, this.#test);
    const how = nested ? "; the data lie in a folder too deep, as aind-watchdog-service copies under Linux" : "";
    return `read back from here too: ${formatFiles(this.#test.files.size)}, each byte as it was sent${how}`;
  }

  async #validate(): Promise<HandOffTestStep> {
    const { options, config, addresses } = this.#parts;
    if (options.user_email === undefined) await addresses?.lookUp(config.values.experimenters ?? []);
    const { request } = createTestManifests(this.#parts, this.#test, this.#flavour);
    const { signal } = this.#request;
    this.#request.onProgress("asking the transfer service whether it would take the request");
    return askValidation(this.#http, { endpoint: options.transfer_endpoint, request, signal });
  }
}
