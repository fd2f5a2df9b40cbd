import { signal } from "@preact/signals";
import type { PageBeat } from "../../wire/page-state.js";

/** Seconds without news; 0: up to date. */
export const silentFor = signal(0);
/** The page's program has ended, or the visit is over. */
export const isOver = signal(false);

const LOOK_MS = 1000;
/** Two beats, and what a busy computer may take. */
const SILENT_MS = 5000;

/** What is done with what is heard: everything at first, and what changes from then on. */
export interface Heard<State, Change> {
  readonly state: (state: State) => void;
  readonly change: (change: Change) => void;
}

/** Hears what changes, and knows when nothing is heard any more. Returns what ends it. */
export function connect<State, Change>({ state, change }: Heard<State, Change>): () => void {
  let heardAt = performance.now();
  let age = 0;
  const source = new EventSource("/api/events");
  const listen = <Data>(name: string, take: (data: Data) => void): void =>
    source.addEventListener(name, ({ data }) => {
      heardAt = performance.now();
      isOver.value = false;
      take(JSON.parse(data as string) as Data);
    });
  listen("state", state);
  listen("change", change);
  listen<PageBeat>("beat", (beat) => (age = beat.age));
  // What is refused is not asked again by itself; what breaks off is.
  source.addEventListener("error", () => (isOver.value = source.readyState === EventSource.CLOSED));
  const timer = setInterval(() => {
    const silence = performance.now() - heardAt;
    const oldest = silence > SILENT_MS ? silence : age > SILENT_MS ? age : 0;
    silentFor.value = Math.round(oldest / 1000);
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    source.close();
    silentFor.value = 0;
    isOver.value = false;
  };
}
