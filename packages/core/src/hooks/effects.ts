import { showValue } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";

type Undo = () => unknown;

/** Something that a plugin holds: it asked for it through its context, and it is undone at the plugin's end. */
export interface Effect {
  /** `a listener of runner.settled`, `preview server`. */
  readonly what: string;
  /** In which hook or runner it came; neither: while the plugin's module was loaded. */
  readonly hook?: string | undefined;
  readonly runner?: string | undefined;
}

interface HeldEffect extends Effect {
  readonly undo: Undo;
  /** The plugin's own code, which takes time and may throw. */
  readonly isOfPlugin: boolean;
}

export function requireClosing(close: unknown): void {
  if (typeof close !== "function") throw new TypeError(`defer takes a function that closes, not ${showValue(close)}`);
}

/** What one plugin holds, in the order in which it came; undone from the end. */
export class Effects {
  readonly #held: HeldEffect[] = [];
  #over = false;

  /** `complain` is told what fails after the end, when nobody waits for it any more. */
  constructor(readonly complain: (thrown: unknown) => void) {}

  get list(): readonly Effect[] {
    return this.#held.map(({ what, hook, runner }) => ({ what, hook, runner }));
  }

  /** The plugin has ended, and what it held is undone. */
  get isOver(): boolean {
    return this.#over;
  }

  /** What is opened too late to be closed with the rest, for example by a handler that was given up on, is closed at once. */
  defer(close: Undo, effect: Effect): void {
    requireClosing(close);
    if (this.#over) {
      mark("hook: what a plugin opens after its end is closed at once");
      Promise.resolve().then(close).catch(this.complain);
    } else this.#held.push({ ...effect, undo: close, isOfPlugin: true });
  }

  /** Something of the launcher's own that the plugin was given; `undo` is quick and never throws. The answer takes it off the list. */
  hold(effect: Effect, undo: () => void): () => void {
    if (this.#over) {
      mark("hook: what a plugin is given after its end is taken back at once");
      undo();
      return () => undefined;
    }
    const held = { ...effect, undo, isOfPlugin: false };
    this.#held.push(held);
    return () => void (this.#held.includes(held) && this.#held.splice(this.#held.indexOf(held), 1));
  }

  /** Undoes from the end up to the next that the plugin itself closes, which is taken out; undefined: nothing is left. */
  take(): Undo | undefined {
    for (let held = this.#held.pop(); held !== undefined; held = this.#held.pop()) {
      if (held.isOfPlugin) return held.undo;
      held.undo();
    }
    return undefined;
  }

  end(): void {
    this.#over = true;
  }
}
