import { showValue } from "@rigline/foundation/errors";

type Closing = () => unknown;

/** What one plugin asked to have closed at the end, by `context.defer`. */
export class DeferredClosings {
  readonly #closings: Closing[] = [];
  #over = false;

  /** `complain` is told what fails after the end, when nobody waits for it any more. */
  constructor(readonly complain: (thrown: unknown) => void) {}

  /** What is opened too late to be closed with the rest, for example by a handler that was given up on, is closed at once. */
  add(close: Closing): void {
    if (typeof close !== "function") throw new TypeError(`defer takes a function that closes, not ${showValue(close)}`);
    if (this.#over) Promise.resolve().then(close).catch(this.complain);
    else this.#closings.push(close);
  }

  /** Takes the last one out; undefined: there is none left. */
  take(): Closing | undefined {
    return this.#closings.pop();
  }

  end(): void {
    this.#over = true;
  }
}
