import { windowsTool } from "@rigline/foundation/paths";

/** A program of the system that keeps the computer awake for as long as it runs, and ends by itself when the daemon has ended. */
export interface AwakeCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** It ends when its input is closed; the others watch the daemon. */
  readonly hasInput: boolean;
}

/** ES_CONTINUOUS | ES_SYSTEM_REQUIRED: the screen may go dark. The state holds until the thread that set it ends. */
const STAY_AWAKE = 0x8000_0001;

type Offer = (pid: number, environment: Readonly<Record<string, string | undefined>>) => readonly AwakeCommand[];

const OFFERS: Readonly<Partial<Record<NodeJS.Platform, Offer>>> = {
  // Who is not signed in may only ask that idleness be no reason.
  linux: () =>
    ["sleep:idle", "idle"].map((what) => ({
      program: "systemd-inhibit",
      args: [`--what=${what}`, "--mode=block", "--who=rigline-watchdog", "--why=copies data of a session", "cat"],
      hasInput: true,
    })),
  darwin: (pid) => [{ program: "/usr/bin/caffeinate", args: ["-i", "-w", String(pid)], hasInput: false }],
  win32: (pid, environment) => [
    {
      program: windowsTool("WindowsPowerShell\\v1.0\\powershell.exe", environment),
      args: ["-NoProfile", "-NonInteractive", "-Command", windowsScript(pid)],
      hasInput: false,
    },
  ],
};

/** What the system offers for it that needs no administrator, best first. Empty: it offers nothing that is known. */
export function awakeCommands(
  platform: NodeJS.Platform,
  pid: number,
  environment: Readonly<Record<string, string | undefined>>,
): readonly AwakeCommand[] {
  return OFFERS[platform]?.(pid, environment) ?? [];
}

/** Without a line break and a double quote: both go through the command line of Windows. */
function windowsScript(pid: number): string {
  return [
    "$ErrorActionPreference = 'Stop'",
    "$quote = [char]34",
    "$import = '[DllImport(' + $quote + 'kernel32.dll' + $quote + ')] public static extern uint SetThreadExecutionState(uint flags);'",
    "$power = Add-Type -MemberDefinition $import -Name Power -Namespace Rigline -PassThru",
    `if ($power::SetThreadExecutionState([uint32]${STAY_AWAKE}) -eq 0) { exit 1 }`,
    `(Get-Process -Id ${pid}).WaitForExit()`,
  ].join("; ");
}
