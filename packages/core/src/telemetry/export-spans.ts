import { startSpanExporter, type TelemetrySettings } from "@rigline/foundation/telemetry";
import type { EventBus } from "../events/launcher-events.js";
import { createSpanTree } from "./span-tree.js";
import type { Telemetry } from "./telemetry.js";

/** Sends the launcher's spans to a collector, each when it has ended, by and by. */
export async function exportSpans(
  settings: TelemetrySettings,
  events: EventBus,
  environment: Readonly<Record<string, string>>,
): Promise<Telemetry> {
  const exporter = await startSpanExporter(settings, {
    environment,
    scope: "rigline",
    isReady: () => tree.isSettled,
  });
  const tree = createSpanTree(exporter.add);
  const stop = events.onAny(tree.hear);
  let over: Promise<void> | undefined;
  return {
    shutdown: () => {
      over ??= (() => {
        stop();
        tree.end(new Date());
        return exporter.shutdown();
      })();
      return over;
    },
  };
}
