import { channel } from "node:diagnostics_channel";

const marks = channel("rigline:marks");

/**
 * Says that a line was reached that exists to recover from something: `mark("journal: a torn tail is cut")`. The name is a literal
 * that stands once in all sources. It costs a look at one property when nobody listens to the channel `rigline:marks`; the
 * tests do, and fail for a mark that none of them reached.
 */
export function mark(name: string): void {
  if (marks.hasSubscribers) marks.publish(name);
}
