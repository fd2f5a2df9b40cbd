import type { Socket } from "node:net";
import { describeExit } from "../processes/describe-end.js";
import { OWN_CHILD } from "../processes/spawn-child.js";
import { createLineSplitter } from "../processes/split-lines.js";

/** A Node of our own with a channel for messages; it leads a process tree. */
export interface NodeChild {
  readonly pid: number;
  /** Resolves with how it ended, one clause: `exited with code 3`. Never rejects. */
  readonly exited: Promise<string>;
  /** Throws what can't be copied. Messages to a process that has ended are lost. */
  send(message: object): void;
  closeInput(): void;
  killChild(): void;
}

export interface StartNodeOptions {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly onMessage: (message: unknown) => void;
  readonly onLine: (line: string, stream: "stdout" | "stderr") => void;
}

/** Starts a program of ours by execa. Its standard input stays open: when it closes, the program knows that we are gone. */
export async function startNode(
  [program, ...args]: readonly [string, ...string[]],
  { directory, environment, onMessage, onLine }: StartNodeOptions,
): Promise<NodeChild> {
  const { execaNode } = await import("execa");
  const child = execaNode(program, args, {
    cwd: directory,
    env: { ...environment },
    ...OWN_CHILD,
    nodeOptions: [],
    ipc: true,
    serialization: "advanced",
    // A process group of its own, so that one signal reaches the tree. On Windows it would mean a console of its own.
    detached: process.platform !== "win32",
  });
  child.stdin.on("error", () => undefined);
  child.on("message", onMessage);
  for (const stream of ["stdout", "stderr"] as const) {
    const splitter = createLineSplitter((line) => onLine(line, stream));
    child[stream].on("data", (bytes: Buffer) => splitter.push(bytes));
    child[stream].on("end", () => splitter.end());
  }
  // Whoever waits for an answer keeps the launcher alive; an idle plugin does not.
  child.unref();
  child.channel?.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as Socket).unref();
  const exited = Promise.resolve(child).then(({ exitCode, signal, shortMessage }) =>
    child.pid === undefined
      ? `could not be started: ${shortMessage}`
      : describeExit({ reason: "exit", code: exitCode, signal, killed: false }),
  );
  return {
    pid: child.pid ?? 0,
    exited,
    // What is on its way when the process ends is lost, which `exited` tells.
    send: (message) => void child.send(message, () => undefined),
    closeInput: () => void child.stdin.end(),
    killChild: () => void child.kill("SIGKILL"),
  };
}
