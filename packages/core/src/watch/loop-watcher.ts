import { writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { workerData } from "node:worker_threads";
import { mark } from "@rigline/foundation/marks";
import { describePlace } from "./describe-place.js";
import { evaluateOnMain, readMainStack, type CodePlace } from "./main-inspector.js";
import { shareState, END_KEY, type WatcherData } from "./shared-state.js";

// The thread that watches the event loop; started by watch-loop.ts.

const LOOK_EVERY_MS = 1000;
/** So many looks without a beat: a computer that was asleep has had none of them. */
const LOOKS_TO_TELL = 5;
/** What a loop that is merely busy takes at most to hear of Ctrl+C; asked so often, so many times. */
const HEAR_EVERY_MS = 150;
const HEAR_TIMES = 8;
const SIGINT = 2;
/** A main thread that waits for the system can't end itself. */
const LAST_RESORT_MS = 2000;

const { memory, plugins } = workerData as WatcherData;
const state = shareState(memory);
let beats = -1;
let still = 0;
let interrupts = 0;
let isEnding = false;

/** For a person whose terminal waits: past the streams, which the main thread serves. */
function say(text: string): void {
  try {
    writeSync(2, `\n${text}\n`);
  } catch {
    // The terminal is gone.
  }
}

async function describeBlockage(): Promise<string> {
  const stack = await readMainStack().catch((): readonly CodePlace[] => []);
  const guilty = stack.flatMap((place) => {
    const plugin = plugins.find(({ file }) => file === place.file);
    return plugin === undefined ? [] : [{ plugin: plugin.name, place }];
  })[0];
  const entered = state.place;
  const place = guilty === undefined ? entered : { ...entered, plugin: guilty.plugin };
  const at = guilty?.place ?? stack[0];
  return `${describePlace(place)}${at === undefined ? "" : ` (${at.file}:${at.line})`}`;
}

async function look(): Promise<void> {
  still = state.beats === beats ? still + 1 : 0;
  beats = state.beats;
  if (still !== LOOKS_TO_TELL) return;
  mark("watch: who blocks the event loop is named while it is blocked");
  const who = await describeBlockage();
  say(
    `warning: ${who} has kept the launcher busy for ${LOOKS_TO_TELL} s; until it is done nothing else can happen, nor does a time limit count. ` +
      "Ctrl+C twice ends the launcher; `rigline resume` finishes the session then.",
  );
}

async function isHeard(count: number): Promise<boolean> {
  // Of a loop that is known to stand still nothing is to be expected.
  const times = still < LOOKS_TO_TELL ? HEAR_TIMES : 1;
  for (let time = 0; time < times; time += 1) {
    if (state.heard >= count) return true;
    await pause(HEAR_EVERY_MS);
  }
  return state.heard >= count;
}

async function interrupted(): Promise<void> {
  interrupts += 1;
  const count = interrupts;
  if ((await isHeard(count)) || isEnding) return;
  if (count === 1)
    return say(
      `stopping: the launcher is kept busy by ${await describeBlockage()} and can't stop by itself. ` +
        "Press Ctrl+C again to end it; `rigline resume` finishes the session then.",
    );
  mark("watch: a launcher that is blocked is ended by the second Ctrl+C");
  isEnding = true;
  const what = `ended by Ctrl+C while ${await describeBlockage()} kept the launcher busy`;
  say(`${what}: \`rigline resume\` finishes the session`);
  setTimeout(() => process.kill(process.pid, "SIGKILL"), LAST_RESORT_MS);
  evaluateOnMain(`globalThis[Symbol.for(${JSON.stringify(END_KEY)})](${JSON.stringify(what)})`);
}

hearInterrupts(() => void interrupted());
setInterval(() => void look(), LOOK_EVERY_MS);

interface SignalHandle {
  onsignal: () => void;
  start(signal: number): number;
  unref(): void;
}

/**
 * Calls back for each Ctrl+C, beside whoever else listens, on a thread on which `process.on` hears none. Node has no public
 * way to it; without this one the process still ends by a kill. Returns whether it listens.
 */
function hearInterrupts(callback: () => void): boolean {
  try {
    // Of this thread alone; it would be told to the person at the rig.
    process.noDeprecation = true;
    const internal = process as unknown as { binding(name: string): { readonly Signal: new () => SignalHandle } };
    const { Signal } = internal.binding("signal_wrap");
    const handle = new Signal();
    handle.onsignal = callback;
    return handle.start(SIGINT) === 0;
  } catch {
    return false;
  }
}
