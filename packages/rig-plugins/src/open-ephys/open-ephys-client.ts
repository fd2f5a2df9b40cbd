import { type AskJson, messageOf } from "@rigline/core";
import { z } from "zod";
import { openEphysError } from "./open-ephys-errors.js";

/** What the GUI does: nothing, acquire, or record. */
export type OpenEphysMode = "IDLE" | "ACQUIRE" | "RECORD";

const StatusSchema = z.object({ mode: z.enum(["IDLE", "ACQUIRE", "RECORD"]) });

/** `GET /api/recording` of the GUI's HTTP server; numbers and paths are its own. */
const RecordingSchema = z.object({
  parent_directory: z.string(),
  base_text: z.string(),
  prepend_text: z.string(),
  append_text: z.string(),
  record_nodes: z.array(
    z.object({
      node_id: z.number(),
      parent_directory: z.string(),
      record_engine: z.string(),
      experiment_number: z.number(),
      recording_number: z.number(),
      is_synchronized: z.boolean(),
    }),
  ),
});
export type OpenEphysRecording = z.output<typeof RecordingSchema>;

export interface OpenEphysPlace {
  readonly address: string;
  readonly port: number;
  readonly answerMs: number;
}

/** The GUI's HTTP server (open-ephys-gui.github.io, "Open Ephys HTTP Server"). Each call throws OPEN_EPHYS_UNREACHABLE. */
export class OpenEphysClient {
  readonly #ask: AskJson;
  readonly #place: OpenEphysPlace;

  constructor(ask: AskJson, place: OpenEphysPlace) {
    this.#ask = ask;
    this.#place = place;
  }

  get address(): string {
    return `http://${this.#place.address}:${this.#place.port}`;
  }

  async mode(signal: AbortSignal): Promise<OpenEphysMode> {
    return this.#parse(StatusSchema, await this.#send("/status", "GET", undefined, signal)).mode;
  }

  async setMode(mode: OpenEphysMode, signal: AbortSignal): Promise<OpenEphysMode> {
    return this.#parse(StatusSchema, await this.#send("/status", "PUT", { mode }, signal)).mode;
  }

  async recording(signal: AbortSignal): Promise<OpenEphysRecording> {
    return this.#parse(RecordingSchema, await this.#send("/recording", "GET", undefined, signal));
  }

  /** The folder's name, without what the GUI would add to it by itself. */
  async setName(name: string, signal: AbortSignal): Promise<void> {
    await this.#send("/recording", "PUT", { base_text: name, prepend_text: "", append_text: "" }, signal);
  }

  /** A record node that exists keeps its own folder: each is told its own. */
  async setDirectory(node: number, directory: string, signal: AbortSignal): Promise<void> {
    await this.#send(`/recording/${node}`, "PUT", { parent_directory: directory }, signal);
  }

  async tell(processor: number, text: string, signal: AbortSignal): Promise<void> {
    await this.#send(`/processors/${processor}/config`, "PUT", { text }, signal);
  }

  /** The signal chain as it is, in XML; undefined where the GUI is too old to tell it. */
  async settings(signal: AbortSignal): Promise<string | undefined> {
    const answer = await this.#send("/config", "GET", undefined, signal).catch(() => undefined);
    const { data } = z.object({ info: z.string() }).safeParse(answer);
    return data?.info;
  }

  async quit(signal: AbortSignal): Promise<void> {
    await this.#send("/window", "PUT", { command: "quit" }, signal);
  }

  async #send(path: string, method: "GET" | "PUT", body: object | undefined, signal: AbortSignal): Promise<unknown> {
    const url = `${this.address}/api${path}`;
    try {
      return await this.#ask(url, {
        method,
        ...(body === undefined ? {} : { body }),
        timeoutMs: this.#place.answerMs,
        signal,
      });
    } catch (cause) {
      throw openEphysError("OPEN_EPHYS_UNREACHABLE", { what: `${method} ${url}: ${messageOf(cause)}`, cause });
    }
  }

  #parse<Value>(schema: z.ZodType<Value>, answer: unknown): Value {
    const { data, error } = schema.safeParse(answer);
    if (data !== undefined) return data;
    const [issue] = error?.issues ?? [];
    throw openEphysError("OPEN_EPHYS_UNREACHABLE", {
      what: `what ${this.address} answers is not what Open Ephys does: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`,
    });
  }
}
