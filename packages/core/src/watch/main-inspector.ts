import { Session } from "node:inspector";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";

/** A place in the code of the main thread. */
export interface CodePlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

interface Parsed {
  readonly params: { readonly scriptId: string; readonly url: string };
}

interface Paused {
  readonly params: {
    readonly callFrames: readonly { readonly location: { readonly scriptId: string; readonly lineNumber: number } }[];
  };
}

/** How long a thread that runs JavaScript takes to answer; one that waits for the system does not. */
const ANSWER_MS = 1000;

/** Where the main thread is just now, the innermost call first; empty when it runs no JavaScript. */
export function readMainStack(): Promise<readonly CodePlace[]> {
  return new Promise((resolve) => {
    const session = connect();
    const finish = (places: readonly CodePlace[]): void => {
      clearTimeout(timer);
      session.post("Debugger.resume");
      session.disconnect();
      resolve(places);
    };
    const timer = setTimeout(() => finish([]), ANSWER_MS);
    const urls = new Map<string, string>();
    session.on("Debugger.scriptParsed", ({ params }: Parsed) => void urls.set(params.scriptId, params.url));
    session.on("Debugger.paused", ({ params }: Paused) =>
      finish(
        params.callFrames.flatMap(({ location }) => {
          const url = urls.get(location.scriptId) ?? "";
          const file = url.startsWith("file:") ? fileURLToPath(url) : url;
          return isAbsolute(file) ? [{ file, line: location.lineNumber + 1 }] : [];
        }),
      ),
    );
    session.post("Debugger.enable");
    session.post("Debugger.pause");
  });
}

/** Runs an expression on the main thread, in the middle of whatever it does. */
export function evaluateOnMain(expression: string): void {
  connect().post("Runtime.evaluate", { expression });
}

function connect(): Session {
  const session = new Session();
  session.connectToMainThread();
  return session;
}
