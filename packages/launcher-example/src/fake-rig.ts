// A rig that needs no hardware: one behaviour board and one camera, recorded for a few seconds. The launcher starts it as
// it would start Bonsai or a Python script, and knows nothing of it but its command line, its output and its exit code.
import { randomFillSync } from "node:crypto";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";

const FRAMES_PER_SECOND = 20;

const { values } = parseArgs({
  options: {
    output: { type: "string" },
    seconds: { type: "string", default: "5" },
    megabytes: { type: "string", default: "50" },
    "crash-after": { type: "string" },
  },
});
const output = values.output ?? "session";
const seconds = Number(values.seconds);
const crashAfter = Number(values["crash-after"] ?? Infinity);
const frames = Math.max(1, Math.round(seconds * FRAMES_PER_SECOND));
const frameBytes = Math.round((Number(values.megabytes) * 1e6) / frames);

// Each modality has its folder in the session's folder, named as the transfer service names modalities.
const behavior = join(output, "behavior");
const videos = join(output, "behavior-videos");
mkdirSync(behavior, { recursive: true });
mkdirSync(videos, { recursive: true });
const events = openSync(join(behavior, "events.jsonl"), "a");
const licks = openSync(join(behavior, "licks.csv"), "a");
const video = openSync(join(videos, "camera.bin"), "a");
const timestamps = openSync(join(videos, "timestamps.csv"), "a");

// Ctrl+C, or the launcher's polite request to end. Windows has no signals: there the launcher closes our standard input.
const stop = new AbortController();
process.on("SIGINT", () => stop.abort());
process.on("SIGTERM", () => stop.abort());
if (process.platform === "win32") process.stdin.on("end", () => stop.abort()).resume();

process.exitCode = await record();

async function record(): Promise<number> {
  const startedAt = performance.now();
  const frame = Buffer.alloc(frameBytes);
  writeSync(licks, "seconds,side\n");
  writeSync(timestamps, "frame,seconds\n");
  writeEvent(0, "started", { frames, frameBytes });
  for (let index = 0; index < frames && !stop.signal.aborted; index += 1) {
    const now = (performance.now() - startedAt) / 1000;
    if (now >= crashAfter) throw new Error(`the behaviour board stopped answering after ${now.toFixed(1)} s`);
    randomFillSync(frame);
    writeSync(video, frame);
    writeSync(timestamps, `${index},${now.toFixed(6)}\n`);
    writeSync(licks, `${now.toFixed(6)},${index % 3 === 0 ? "left" : "right"}\n`);
    if (index % 7 === 0) writeEvent(now, "reward", { microlitres: 5, patch: Math.floor(index / 20) });
    if (index % FRAMES_PER_SECOND === 0) tell(`${Math.round(now)} of ${seconds} s, ${index} frames`);
    await waitUntil(startedAt + ((index + 1) / FRAMES_PER_SECOND) * 1000);
  }
  writeEvent((performance.now() - startedAt) / 1000, stop.signal.aborted ? "stopped" : "finished", {});
  for (const file of [events, licks, video, timestamps]) closeSync(file);
  tell(stop.signal.aborted ? "stopped early, files closed" : `recorded ${frames} frames`);
  process.stdin.destroy();
  return stop.signal.aborted ? 130 : 0;
}

function writeEvent(atSeconds: number, event: string, details: object): void {
  writeSync(events, `${JSON.stringify({ seconds: atSeconds, event, ...details })}\n`);
}

/** The launcher keeps every line in its log and shows the last one. */
function tell(text: string): void {
  process.stdout.write(`fake rig: ${text}\n`);
}

/** Until `moment` (as performance.now() counts), or until it is to stop. */
async function waitUntil(moment: number): Promise<void> {
  await setTimeout(Math.max(0, moment - performance.now()), undefined, { signal: stop.signal }).catch(() => undefined);
}
