import { join } from "node:path";
import { fillText, messageOf, type Session, writeDurably } from "@rigline/core";
import { askProgram } from "../programs/ask-program.js";
import { bestDifference, type ClockDifference, parseDeviceTime } from "./device-clock.js";
import { devicesError } from "./devices-errors.js";
import type { Device, DeviceAction, DevicesOptions } from "./devices-options.js";
import type { SessionServices } from "../programs/session-services.js";

export interface DeviceRecord {
  readonly name: string;
  /** Milliseconds until it was ready. */
  readonly readyMs: number;
  /** Null: its time is not asked, or could not be told. */
  readonly clock: ClockDifference | null;
}

const POLL_MS = 500;
const ASKINGS = 3;

/** Starts and stops the other computers of one session. */
export class DeviceSession {
  readonly #parts: SessionServices<DevicesOptions>;
  readonly #started = new Set<Device>();
  #session: Session | undefined;
  #records: readonly DeviceRecord[] = [];

  constructor(parts: SessionServices<DevicesOptions>) {
    this.#parts = parts;
  }

  /** All side by side. Throws DEVICE_NOT_READY, when those that had started are stopped. */
  async start(session: Session, signal: AbortSignal): Promise<readonly DeviceRecord[]> {
    this.#session = session;
    const { devices } = this.#parts.options;
    const settled = await Promise.allSettled(devices.map((device) => this.#startOne(device, session, signal)));
    const failed = settled.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
    if (failed.length > 0) {
      await this.stop().catch(() => undefined);
      signal.throwIfAborted();
      throw devicesError("DEVICE_NOT_READY", { what: failed.map((error) => messageOf(error)).join("; ") });
    }
    this.#records = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    this.#keep(session, null);
    return this.#records;
  }

  /** Once for each; all, whatever fails. Throws DEVICE_NOT_STOPPED. */
  async stop(): Promise<void> {
    const session = this.#session;
    if (session === undefined || this.#started.size === 0) return;
    const devices = [...this.#started];
    this.#started.clear();
    const { answer_seconds: seconds } = this.#parts.options;
    const signal = AbortSignal.timeout(seconds * 1000);
    const clocks = await Promise.all(devices.map((device) => this.#difference(device, session, signal)));
    if (this.#records.length > 0)
      this.#keep(session, Object.fromEntries(devices.map(({ name }, at) => [name, clocks[at] ?? null])));
    const failed: string[] = [];
    const stopping = devices.map(async ({ name, stop }) => {
      if (stop === undefined) return;
      await this.#act(stop, session, AbortSignal.timeout(seconds * 1000)).catch((error: unknown) =>
        failed.push(`${name}: ${messageOf(error)}`),
      );
    });
    await Promise.all(stopping);
    if (failed.length > 0) throw devicesError("DEVICE_NOT_STOPPED", { what: failed.join("; ") });
  }

  async #startOne(device: Device, session: Session, signal: AbortSignal): Promise<DeviceRecord> {
    const { clock } = this.#parts;
    const { name, start, ready } = device;
    const startedAt = clock.monotonic();
    // Also where the answer is lost: it may have heard.
    this.#started.add(device);
    await this.#act(start, session, signal).catch((error: unknown) => {
      throw new Error(`${name} could not be started: ${messageOf(error)}`);
    });
    if (ready !== undefined) await this.#waitUntil(device.name, ready, startedAt, session, signal);
    const readyMs = Math.round(clock.monotonic() - startedAt);
    return { name, readyMs, clock: (await this.#difference(device, session, signal)) ?? null };
  }

  async #waitUntil(
    name: string,
    ready: DeviceAction,
    startedAt: number,
    session: Session,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, options } = this.#parts;
    for (;;) {
      const why = await this.#act(ready, session, signal).then(() => undefined, messageOf);
      if (why === undefined) return;
      if (clock.monotonic() - startedAt >= options.ready_seconds * 1000)
        throw new Error(`${name} was not ready within ${options.ready_seconds} s: ${why}`);
      await clock.sleep(POLL_MS, signal);
    }
  }

  /** Undefined: its time is not asked, or it does not tell it. */
  async #difference(device: Device, session: Session, signal: AbortSignal): Promise<ClockDifference | undefined> {
    const { clock } = this.#parts;
    if (device.clock === undefined) return undefined;
    const action = "url" in device.clock ? { ...device.clock, method: "GET" as const } : device.clock;
    const found: ClockDifference[] = [];
    for (let asking = 0; asking < ASKINGS; asking += 1) {
      const before = clock.now().getTime();
      const time = parseDeviceTime(await this.#act(action, session, signal).catch(() => undefined));
      const after = clock.now().getTime();
      if (time !== undefined)
        found.push({
          differenceMs: Math.round(time - (before + after) / 2),
          uncertaintyMs: Math.ceil((after - before) / 2),
        });
    }
    return bestDifference(found);
  }

  /** What it answers: JSON of a request, the text that a program prints. */
  async #act(action: DeviceAction, session: Session, signal: AbortSignal): Promise<unknown> {
    const { ask, config, options } = this.#parts;
    const fill = (text: string): string => fillText(text, config, session);
    const timeoutMs = options.answer_seconds * 1000;
    if ("url" in action) {
      const body = action.body === undefined ? {} : { body: fillAll(action.body, fill) };
      return ask(fill(action.url), { method: action.method, ...body, timeoutMs, signal });
    }
    const [program = "", ...args] = action.command.map(fill);
    const { ok, why, output } = await askProgram(this.#parts, {
      command: [program, ...args],
      directory: config.folder,
      signal,
      timeoutMs,
    });
    if (!ok) throw new Error(why);
    return output;
  }

  #keep(session: Session, atEnd: Readonly<Record<string, ClockDifference | null>> | null): void {
    const { fileSystem } = this.#parts;
    const record = { devices: this.#records.map((one) => ({ ...one, clockAtEnd: atEnd?.[one.name] ?? null })) };
    writeDurably(join(session.directory, "devices.json"), `${JSON.stringify(record, undefined, 2)}\n`, { fileSystem });
  }
}

/** Each text in plain data. */
function fillAll(value: unknown, fill: (text: string) => string): unknown {
  if (typeof value === "string") return fill(value);
  if (Array.isArray(value)) return value.map((one) => fillAll(one, fill));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillAll(inner, fill)]));
}
