import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Rig } from "./rig.js";

const BIN = fileURLToPath(new URL("../../bin/rigline-watchdog.js", import.meta.url));
const TRACER = "strace";
const CALLS = "openat,write,fsync,rename,mkdir,connect,unlink";

/** Why system calls can't be traced here; undefined: they can. */
export function whyNoTrace(): string | undefined {
  const { status, error } = spawnSync(TRACER, ["-f", "-o", "/dev/null", process.execPath, "-e", "0"]);
  if (error !== undefined) return "strace is not installed";
  return status === 0 ? undefined : "strace may not trace here";
}

export interface TracedRun {
  readonly code: number | null;
  readonly stderr: string;
  /** In order; of a call that another process interrupted only its end, with its beginning before it. */
  readonly calls: readonly string[];
}

/** Runs the daemon once, with its workers, under strace. `-y` writes each descriptor's path beside it. */
export async function traceOnce(rig: Rig, ...options: readonly string[]): Promise<TracedRun> {
  const trace = join(rig.root, "trace");
  const args = ["-f", "-y", "-qq", "-e", "signal=none", "-e", `trace=${CALLS}`, ...options, "-o", trace];
  const child = spawn(TRACER, [...args, process.execPath, BIN, "-c", rig.config, "--once"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stderr, calls: joinInterrupted(readFileSync(trace, "utf8").split("\n")) };
}

function joinInterrupted(lines: readonly string[]): readonly string[] {
  const begun = new Map<string, string>();
  return lines.flatMap((line) => {
    const [, process = "", call = ""] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (call.endsWith("<unfinished ...>")) {
      begun.set(process, call.slice(0, -"<unfinished ...>".length).trimEnd());
      return [];
    }
    const end = /^<\.\.\. \w+ resumed>(.*)$/.exec(call);
    return [end === null ? call : `${begun.get(process) ?? ""}${end[1] ?? ""}`];
  });
}
