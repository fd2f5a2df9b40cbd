import { join } from "node:path";
import { fillText, type Logger, resolveFrom, type Session, writeDurably } from "@rigline/core";
import { OpenEphysClient } from "./open-ephys-client.js";
import { openEphysError } from "./open-ephys-errors.js";
import type { OpenEphysOptions } from "./open-ephys-options.js";
import type { SessionServices } from "../programs/session-services.js";

const POLL_MS = 500;
/** What is asked at the end has no session's signal any more. */
const END_MS = 10_000;

/** One session's recording: the GUI is started where it has to be, told where to write, and stopped. */
export class OpenEphysSession {
  readonly #parts: SessionServices<OpenEphysOptions>;
  readonly client: OpenEphysClient;
  #records = false;
  #gui: { readonly end: AbortController; readonly ended: Promise<unknown> } | undefined;

  constructor(parts: SessionServices<OpenEphysOptions>) {
    const { address, port, answer_seconds: seconds } = parts.options;
    this.#parts = parts;
    this.client = new OpenEphysClient(parts.ask, { address, port, answerMs: seconds * 1000 });
  }

  /** Returns where it records, by node. Throws OPEN_EPHYS_UNREACHABLE and OPEN_EPHYS_NOT_RECORDING. */
  async start(session: Session, signal: AbortSignal, log: Logger): Promise<Readonly<Record<string, string>>> {
    const { options, config, fileSystem } = this.#parts;
    await this.#startGui(signal, log);
    const { record_nodes: nodes } = await this.client.recording(signal);
    await this.client.setName(session.name, signal);
    const places: Record<string, string> = {};
    for (const { node_id: node } of nodes) {
      const place = fillText(options.nodes[String(node)] ?? options.directory, config, session);
      // Of another computer's disk only that one can make folders.
      if (this.#isHere()) fileSystem.makeFolder(place);
      await this.client.setDirectory(node, place, signal);
      places[node] = place;
    }
    for (const { processor, text } of options.messages) await this.client.tell(processor, text, signal);
    this.#records = true;
    const mode = await this.client.setMode("RECORD", signal);
    if (mode !== "RECORD" || nodes.length === 0)
      throw openEphysError("OPEN_EPHYS_NOT_RECORDING", {
        what: nodes.length === 0 ? "the signal chain has no record node" : `the GUI is in the mode ${mode}`,
      });
    await this.#keep(session, places, signal);
    return places;
  }

  /** Ends what `start` began; once. Throws OPEN_EPHYS_UNREACHABLE. */
  async stop(): Promise<void> {
    if (!this.#records) return;
    this.#records = false;
    await this.client.setMode("IDLE", AbortSignal.timeout(END_MS));
  }

  /** Ends the GUI where it was started here. */
  async close(): Promise<void> {
    const gui = this.#gui;
    this.#gui = undefined;
    if (gui === undefined) return;
    await this.client.quit(AbortSignal.timeout(END_MS)).catch(() => undefined);
    gui.end.abort();
    await gui.ended;
  }

  #isHere(): boolean {
    return ["localhost", "127.0.0.1", "::1"].includes(this.#parts.options.address);
  }

  async #startGui(signal: AbortSignal, log: Logger): Promise<void> {
    const { options, config, processes, environment, clock } = this.#parts;
    const answers = (): Promise<boolean> =>
      this.client.mode(signal).then(
        () => true,
        () => false,
      );
    if (typeof options.signal_chain !== "string" || (await answers())) return;
    const command = [resolveFrom(config, options.executable), resolveFrom(config, options.signal_chain)] as const;
    log.info(`starting: ${command.join(" ")}`);
    const end = new AbortController();
    const ended = processes.run({
      command: [...command],
      directory: config.folder,
      environment,
      signal: end.signal,
      graceMs: END_MS,
      onLine: (line) => log.info(line),
    });
    this.#gui = { end, ended };
    const until = clock.monotonic() + options.start_seconds * 1000;
    while (clock.monotonic() < until) {
      await clock.sleep(POLL_MS, signal);
      if (await answers()) return;
    }
    throw openEphysError("OPEN_EPHYS_UNREACHABLE", {
      what: `the GUI was started and has not answered at ${this.client.address} within ${options.start_seconds} s`,
    });
  }

  /** Which chain recorded where: into the session. */
  async #keep(session: Session, places: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void> {
    const { fileSystem } = this.#parts;
    const recording = await this.client.recording(signal);
    const record = { address: this.client.address, directories: places, recording };
    writeDurably(join(session.directory, "open_ephys.json"), `${JSON.stringify(record, undefined, 2)}\n`, {
      fileSystem,
    });
    const settings = await this.client.settings(signal);
    if (settings !== undefined)
      writeDurably(join(session.directory, "open_ephys_settings.xml"), settings, { fileSystem });
  }
}
