import { spawn } from "node:child_process";
import type { StartCommand } from "../acts/start-command.js";

const MOST_KEPT = 1024 * 1024;

/** Runs the commands of the rig, each in a process of its own, in this folder. */
export function startCommandByNode(folder: string): StartCommand {
  return (command, { signal, onLine, onProgress } = {}) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, command, {
        cwd: folder,
        stdio: ["ignore", "pipe", "pipe"],
        windowsHide: true,
        ...(signal === undefined ? {} : { signal }),
      });
      let output = "";
      let errors = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (onLine === undefined) return void (output = output.slice(-MOST_KEPT));
        const lines = output.split("\n");
        output = lines.pop() ?? "";
        for (const line of lines) onLine(line);
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        errors = `${errors}${text}`.slice(-MOST_KEPT);
        onProgress?.(text);
      });
      child.on("error", (error) => {
        // That it was ended is no failure to start it.
        if (signal?.aborted !== true) reject(error);
      });
      child.on("close", (code) => resolve({ exitCode: code ?? 1, output, errors }));
    });
}
