import { spawn } from "node:child_process";
import type { Socket } from "node:net";
import type { AwakeCommand } from "./awake-commands.js";
import type { KeepAwake } from "./stay-awake.js";

/** Runs the first of these programs that does not refuse. */
export function keepAwakeBy(commands: readonly AwakeCommand[]): KeepAwake {
  return (onFailed) => {
    let isOver = false;
    let letSleep = (): void => {};
    const tryFrom = (index: number, before: string): void => {
      const command = commands[index];
      if (isOver) return;
      if (command === undefined) return onFailed(before);
      const { program, args, hasInput } = command;
      const child = spawn(program, args, {
        stdio: [hasInput ? "pipe" : "ignore", "ignore", "pipe"],
        windowsHide: true,
      });
      const [stdin, stderr] = [child.stdin, child.stderr] as (Socket | null)[];
      let said = "";
      let hasEnded = false;
      const end = (why: string): void => {
        if (hasEnded || isOver) return;
        hasEnded = true;
        tryFrom(index + 1, `${program}: ${said.trim().split(/\r?\n/).at(-1) || why}`);
      };
      child.on("error", ({ message }) => end(message));
      child.on("close", (code) => end(`it ended with ${code}`));
      stderr?.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-500)));
      stdin?.on("error", () => {});
      // It keeps the computer awake, and not the daemon.
      for (const one of [child, stdin, stderr]) one?.unref();
      letSleep = (): void => {
        stdin?.destroy();
        child.kill();
      };
    };
    tryFrom(0, "this system offers nothing for it that is known");
    return () => {
      isOver = true;
      letSleep();
    };
  };
}
