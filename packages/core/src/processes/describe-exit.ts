import type { ProcessExit } from "./process-exit.js";

/** The end of a process that did start. */
export interface Ending {
  readonly reason: "exit" | "signal" | "timeout" | "cancelled";
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly timeoutMs?: number | undefined;
  /** The tree outlived its grace and was killed. */
  readonly killed: boolean;
}

/** What Windows reports as the exit code of a program that did not end by itself. */
const WINDOWS_STATUS: Readonly<Record<number, string>> = {
  0xc0000005: "access violation",
  0xc00000fd: "stack overflow",
  0xc0000135: "a DLL was not found",
  0xc0000139: "a DLL has not the expected function",
  0xc000013a: "ended by Ctrl+C or by closing its window",
  0xc0000142: "a DLL failed to start",
  0xc0000374: "heap corruption",
  0xc0000409: "stack buffer overrun, or it ended itself by abort()",
};

/** Codes from -256 up, without their sign: given by a program, where statuses of the system lie lower. */
const SMALL_NEGATIVES = 0xffffff00;

/** One sentence for people, to follow the program's name. */
export function describeExit(ending: Ending): ProcessExit["summary"] {
  const end = ending.killed ? "was killed after its grace period" : describeEnd(ending);
  if (ending.reason === "timeout") return `ran longer than ${seconds(ending.timeoutMs ?? 0)} and ${end}`;
  if (ending.reason === "cancelled") return `was cancelled and ${end}`;
  return end;
}

function describeEnd({ code, signal }: Ending): string {
  if (code === undefined) return `was ended by ${signal ?? "an unknown signal"}`;
  if (code < 0x80000000) return `exited with code ${code}`;
  // As the program gave it, and as a shell on Windows shows it.
  if (code >= SMALL_NEGATIVES) return `exited with code ${code | 0} (${code} without its sign)`;
  const status = WINDOWS_STATUS[code];
  return `exited with code ${code} (0x${code.toString(16).toUpperCase()}${status === undefined ? "" : `, ${status}`})`;
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${Math.round(milliseconds / 100) / 10} s`;
}
