import { createRequire } from "node:module";
import { PassThrough, Writable } from "node:stream";
import type { CommandIo, main as Main } from "@rigline/core/cli";
import type { Rig } from "./rig.js";

const nativeImport = createRequire(import.meta.url)("./native-import.cjs") as (
  url: string,
) => Promise<{ readonly main: typeof Main }>;
const BUILT = new URL("../../packages/core/dist/cli/index.js", import.meta.url).href;

export interface RanHere {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly all: string;
}

/** Of the process itself: Node reads the zone anew when it is set. */
function enterZone(zone: string | undefined): () => void {
  const before = process.env["TZ"];
  const enter = (name: string | undefined): void => {
    if (name === undefined) Reflect.deleteProperty(process.env, "TZ");
    else process.env["TZ"] = name;
  };
  if (zone !== undefined) enter(zone);
  return () => enter(before);
}

/**
 * What `rig.run` does, without a process of its own: the built command and the rig's own plugins in this one, which has loaded
 * them once. A start costs some third of a second, and most of what is asked of a command has nothing to do with it. Not for what a
 * process is needed for: its end, its signals, what is global to it. One at a time. The working folder is not the rig's.
 */
export function runHere(
  rig: Pick<Rig, "folder">,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<RanHere> {
  const running = last.then(() => perform(rig, args, environment));
  last = running.catch(() => undefined);
  return running;
}

let last: Promise<unknown> = Promise.resolve();

async function perform(
  rig: Pick<Rig, "folder">,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<RanHere> {
  const { main } = await nativeImport(BUILT);
  const written = { stdout: "", stderr: "", all: "" };
  const write = (name: "stdout" | "stderr", text: string): void => {
    written[name] += text;
    written.all += text;
  };
  const io: CommandIo = {
    out: (text) => write("stdout", text),
    err: (text) => write("stderr", text),
    input: new PassThrough().end(),
    output: streamTo((text) => write("stdout", text)),
    errorOutput: streamTo((text) => write("stderr", text)),
    folder: rig.folder,
    environment: { ...(process.env as Record<string, string>), ...environment },
    onInterrupt: () => () => undefined,
  };
  const restore = enterZone(environment["TZ"]);
  const exitCode = await main(args, io).finally(restore);
  // As execa gives them.
  const bare = (text: string): string => text.replace(/\r?\n$/, "");
  return { exitCode, stdout: bare(written.stdout), stderr: bare(written.stderr), all: bare(written.all) };
}

function streamTo(write: (text: string) => void): Writable {
  return new Writable({
    write: (chunk, _encoding, done) => {
      write(String(chunk));
      done();
    },
  });
}
