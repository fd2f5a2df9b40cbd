import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Crash } from "./crash-points.mjs";
import type { Reached } from "./destination-kinds.js";

/**
 * Counts what rclone is asked, and ends it for good at one of its calls: before it does anything, when it has brought the first of its files, or
 * when all is done and nobody has heard of it. Where it is the end is told by a file, for the one who asked lives elsewhere.
 */
const SCRIPT = `#!/bin/sh
d=\${0%/*}
[ -e "$d/dead" ] && exit 1
echo "$1" >> "$d/calls"
if [ -e "$d/death" ]; then
  read -r left when command < "$d/death"
  if [ "$command" = "$1" ] && [ "$left" -gt 1 ]; then
    echo "$((left - 1)) $when $command" > "$d/death"
  elif [ "$command" = "$1" ]; then
    : > "$d/dead"
    case $when in
      amid) head -n 1 | RCLONE "$@" ;;
      after) RCLONE "$@" ;;
    esac
    exit 1
  fi
fi
exec RCLONE "$@"
`;

const PATH = process.env["PATH"];

/** Puts such a program before the real one for as long as the test runs. */
export function reachRclone(root: string, crash: Crash): Reached {
  const real = execFileSync("sh", ["-c", "command -v rclone"], { env: { PATH } }).toString().trim();
  const folder = join(root, "programs");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const program = join(folder, "rclone");
  writeFileSync(program, SCRIPT.replaceAll("RCLONE", real));
  chmodSync(program, 0o755);
  const [when, command] = crash.point?.split(" rclone ") ?? [];
  if (command !== undefined) writeFileSync(join(folder, "death"), `${crash.occurrence} ${when} ${command}\n`);
  process.env["PATH"] = `${folder}:${PATH}`;
  onTestFinished(() => void (process.env["PATH"] = PATH));
  return {
    hits: () => {
      const hits = new Map<string, number>();
      const calls = join(folder, "calls");
      if (!existsSync(calls)) return hits;
      for (const name of readFileSync(calls, "utf8").trim().split("\n"))
        for (const point of name === "copy" ? ["before", "amid", "after"] : ["before", "after"]) {
          const full = `${point} rclone ${name}`;
          hits.set(full, (hits.get(full) ?? 0) + 1);
        }
      return hits;
    },
    look: () => {
      if (existsSync(join(folder, "dead"))) crash.kill();
    },
  };
}
