import type { execa as Execa } from "execa";
import type { ProcessRequest } from "./process-exit.js";

/** How execa starts a child whose output is read by us, and whose whole tree is ended by us. */
export const OWN_CHILD = {
  extendEnv: false,
  buffer: false,
  reject: false,
  encoding: "buffer",
  stdin: "pipe",
  stdout: "pipe",
  stderr: "pipe",
  // execa would end the child alone, not its tree.
  cleanup: false,
} as const;

/** Starts the program. Whether it started is told by the child's `pid`; why not, by its result. */
// oxlint-disable-next-line typescript/explicit-module-boundary-types -- execa computes the type from the options
export function spawnChild(execa: typeof Execa, request: ProcessRequest, platform: NodeJS.Platform) {
  const [program, ...args] = request.command;
  const child = execa(program, args, {
    ...OWN_CHILD,
    // Hidden windows would hide those of the experiment itself.
    windowsHide: false,
    cwd: request.directory,
    env: { ...request.environment },
    // A process group of its own, so that one signal reaches the tree. On Windows it would mean a console of its own.
    detached: platform !== "win32",
  });
  // A child that ends without reading its input breaks this pipe; that is no failure.
  child.stdin.on("error", () => undefined);
  if (request.input !== undefined) child.stdin.end(request.input);
  return child;
}

export type Child = ReturnType<typeof spawnChild>;
