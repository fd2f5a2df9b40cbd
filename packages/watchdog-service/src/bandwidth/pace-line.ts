import type { Readable, Writable } from "node:stream";
import { mark } from "@rigline/foundation/marks";
import type { Bandwidth } from "./bandwidth-limiter.js";

/**
 * How a worker is held up by its daemon. While it copies it does nothing but wait for the system, and hears no message: so it writes
 * how much it has sent, and waits at its end of a pipe for how much more there may be. Each is a number of eight bytes.
 */
export interface PaceLine {
  /** Throws what the system does when nobody is at the other end. */
  write(bytes: Uint8Array): void;
  /** Waits for bytes. Returns how many came, 0 when nobody is at the other end. */
  read(into: Uint8Array): number;
}

/** What a worker is started with that has such a line. */
export const PACED = "paced";
const NUMBER_BYTES = 8;

/** In the worker: told of bytes as they come, it waits until they are within the limit. */
export function createPace(line: PaceLine): (bytes: number) => void {
  let [left, spent] = [0, 0];
  return (bytes) => {
    spent += bytes;
    left -= bytes;
    if (left > 0) return;
    left = ask(line, spent);
    spent = 0;
  };
}

function ask(line: PaceLine, bytes: number): number {
  const answer = new Uint8Array(NUMBER_BYTES);
  try {
    line.write(encode(bytes));
    for (let done = 0, read = 1; done < NUMBER_BYTES && read > 0; done += read) read = line.read(answer.subarray(done));
  } catch {
    // What the worker does next on a disk ends it.
    mark("bandwidth: a worker whose daemon is gone waits for nobody");
  }
  return new DataView(answer.buffer).getFloat64(0);
}

/** In the daemon: answers a worker that asks. `onWaiting`: called now and then while the limit holds it up. */
export function answerPace(
  bandwidth: Bandwidth,
  { stdin, stdout }: { readonly stdin: Writable; readonly stdout: Readable },
  onWaiting: () => void,
): void {
  let rest = Buffer.alloc(0);
  // It has ended while it waited.
  stdin.on("error", () => {});
  stdout.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length >= NUMBER_BYTES; rest = rest.subarray(NUMBER_BYTES))
      void bandwidth.spend(rest.readDoubleBE(0), onWaiting).then((more) => stdin.write(encode(more)));
  });
}

function encode(bytes: number): Uint8Array {
  const number = new Uint8Array(NUMBER_BYTES);
  new DataView(number.buffer).setFloat64(0, bytes);
  return number;
}
