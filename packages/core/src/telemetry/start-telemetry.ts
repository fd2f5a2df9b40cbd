import { readTelemetrySettings } from "@rigline/foundation/telemetry";
import type { EventBus } from "../events/launcher-events.js";
import type { Telemetry } from "./telemetry.js";

const NOTHING: Telemetry = { shutdown: () => Promise.resolve() };

/**
 * Sends the launcher's events as OpenTelemetry spans when the standard environment asks for it; what does so is loaded only
 * then. Whatever goes wrong with it never reaches the session.
 */
export async function startTelemetry(
  environment: Readonly<Record<string, string>>,
  events: EventBus,
): Promise<Telemetry> {
  const settings = readTelemetrySettings(environment);
  if (settings === undefined) return NOTHING;
  try {
    const { exportSpans } = await import("./export-spans.js");
    return await exportSpans(settings, events, environment);
  } catch {
    return NOTHING;
  }
}
