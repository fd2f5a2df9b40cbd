import { spawn } from "node:child_process";
import { StoreError, type StoreTrouble } from "@rigline/foundation/stores";

/** What is asked of rclone. */
export interface RcloneRun {
  readonly args: readonly string[];
  /** Given to its standard input. */
  readonly input?: Uint8Array | string | undefined;
  /** How many bytes it has moved so far, as it tells each second. */
  readonly onMoved?: (bytes: number) => void;
}

export interface RcloneOptions {
  /** The file of rclone's configuration; absent: the one of whoever runs it. */
  readonly config?: string | undefined;
  /** As `--bwlimit` takes it: a rate, or a timetable of them. Absent: there is none. */
  readonly limit?: string | undefined;
}

/** Runs rclone to its end and gives what it printed. Throws StoreError. */
export type RunRclone = (run: RcloneRun) => Promise<Uint8Array>;

/** By its own exit codes. */
const NOT_FOUND = [3, 4];
const LINES_KEPT = 20;

/**
 * Runs the rclone on the PATH, which has its remotes and their credentials from its own configuration. It tells each second how far it is: one whose
 * daemon was killed finds nobody to tell, and ends.
 */
export function rcloneRunner({ config, limit }: RcloneOptions): RunRclone {
  const own = ["--use-json-log", "--stats", "1s", "--stats-log-level", "NOTICE", "--ask-password=false"];
  if (config !== undefined) own.push("--config", config);
  if (limit !== undefined) own.push("--bwlimit", limit);
  return ({ args, input, onMoved }) =>
    new Promise((resolve, reject) => {
      const child = spawn("rclone", [...args, ...own], { stdio: ["pipe", "pipe", "pipe"], windowsHide: true });
      const printed: Uint8Array[] = [];
      const said: string[] = [];
      let rest = "";
      child.stdout.on("data", (chunk: Uint8Array) => void printed.push(chunk));
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        const lines = `${rest}${text}`.split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) hear(line);
      });
      const hear = (line: string): void => {
        const { level, msg, stats } = readLine(line);
        if (stats !== undefined) onMoved?.(stats);
        else if (level === "error" || level === "fatal" || level === "critical") said.push(msg);
        if (said.length > LINES_KEPT) said.shift();
      };
      // One that ends before it has read all says why by its exit code.
      child.stdin.on("error", () => {});
      child.stdin.end(input ?? "");
      child.on("error", (cause: NodeJS.ErrnoException) => {
        const trouble: StoreTrouble = cause.code === "ENOENT" ? "missing" : "away";
        reject(new StoreError(trouble, `rclone can't be run: ${cause.message}`, { cause }));
      });
      child.on("close", (code, signal) => {
        if (rest !== "") hear(rest);
        if (code === 0) resolve(Buffer.concat(printed));
        else reject(failure(code, signal, args, said));
      });
    });
}

/** It gave up, and rclone has said why on its way, each thing several times. */
function failure(
  code: number | null,
  signal: string | null,
  args: readonly string[],
  said: readonly string[],
): RcloneFailure {
  const reasons = [...new Set(said.map((one) => one.trim()))];
  const why = reasons.length === 0 ? `it ended with ${code ?? signal}` : reasons.slice(-3).join("; ");
  return new RcloneFailure(code, troubleOf(code, reasons.join("\n")), `rclone ${args[0]}: ${why}`);
}

/** What was looked for is not there. */
export class RcloneFailure extends StoreError {
  readonly isNothing: boolean;

  constructor(code: number | null, trouble: StoreTrouble, message: string) {
    super(trouble, message);
    this.isNothing = code !== null && NOT_FOUND.includes(code);
  }
}

function troubleOf(code: number | null, text: string): StoreTrouble {
  if (/didn't find section in config|unknown backend|couldn't find .*remote/i.test(text)) return "absent";
  if (/corrupted on transfer|hash(?:es)? differ|sizes differ|source file is being updated/i.test(text))
    return "changed";
  // Clouds say so with the number of what is forbidden.
  if (/rate ?limit|too many requests|\b429\b|slow ?down/i.test(text)) return "away";
  if (/token (?:has )?expired|empty token found|knownhosts: key|host key/i.test(text)) return "denied";
  if (
    /access ?denied|permission denied|unauthori[sz]ed|forbidden|\b40[13]\b|unable to authenticate|invalid.*(?:token|key|grant)/i.test(
      text,
    )
  )
    return "denied";
  if (/no space left|quota|insufficient storage|\b507\b/i.test(text)) return "full";
  if (/RequestTimeTooSkewed/.test(text)) return "clock";
  if (/no such bucket/i.test(text)) return "absent";
  return code === 2 ? "refused" : "away";
}

function readLine(line: string): {
  readonly level?: string | undefined;
  readonly msg: string;
  readonly stats?: number | undefined;
} {
  try {
    const {
      level,
      msg = "",
      stats,
    } = JSON.parse(line) as {
      level?: string;
      msg?: string;
      stats?: { readonly bytes?: number };
    };
    return { level, msg, stats: stats?.bytes };
  } catch {
    // What it says before it knows how to speak.
    return { level: line === "" ? undefined : "error", msg: line };
  }
}
