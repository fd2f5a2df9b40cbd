import type { PageBeat, PageChange, PageState } from "../wire/page-state.js";
import { isOver, silentFor, takeChange, takeState } from "./page-signals.js";

const LOOK_MS = 1000;
/** Two beats, and what a busy computer may take. */
const SILENT_MS = 5000;

/** Hears what changes, for as long as the page is open, and knows when nothing is heard any more. */
export function connect(): void {
  let heardAt = performance.now();
  let age = 0;
  const source = new EventSource("/api/events");
  const listen = <Data>(name: string, take: (data: Data) => void): void =>
    source.addEventListener(name, ({ data }) => {
      heardAt = performance.now();
      isOver.value = false;
      take(JSON.parse(data as string) as Data);
    });
  listen<PageState>("state", takeState);
  listen<PageChange>("change", takeChange);
  listen<PageBeat>("beat", (beat) => (age = beat.age));
  // What is refused is not asked again by itself; what breaks off is.
  source.addEventListener("error", () => (isOver.value = source.readyState === EventSource.CLOSED));
  setInterval(() => {
    const silence = performance.now() - heardAt;
    const oldest = silence > SILENT_MS ? silence : age > SILENT_MS ? age : 0;
    silentFor.value = Math.round(oldest / 1000);
  }, LOOK_MS);
}
