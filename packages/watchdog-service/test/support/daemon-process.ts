import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { DaemonEvent } from "../../src/jobs/daemon-events.js";

const BIN = fileURLToPath(new URL("../../bin/rigline-watchdog.js", import.meta.url));
const FORWARDING = fileURLToPath(new URL("forward-port.mjs", import.meta.url));
const CRASHING = fileURLToPath(new URL("crashing-daemon.mjs", import.meta.url));

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real program as a process of its own. */
export interface DaemonProcess {
  readonly child: ChildProcess;
  readonly exit: Promise<Exit>;
  /** The first event of this kind, also one that was before; rejects when the process ends without it. */
  event(kind: DaemonEvent["event"]): Promise<DaemonEvent>;
  /** When the events so far are as wanted; rejects when the process ends before. */
  waitFor(wanted: (events: readonly DaemonEvent[]) => boolean): Promise<void>;
  readonly events: readonly DaemonEvent[];
}

export function startDaemon(...args: readonly string[]): DaemonProcess {
  return start([BIN, ...args, "--json"]);
}

export function startCrashingDaemon(config: string, point: string, occurrence: number): DaemonProcess {
  return start([CRASHING, config, point, String(occurrence)]);
}

export function runCommandLine(...args: readonly string[]): Promise<Exit> {
  return start([BIN, ...args]).exit;
}

/** Asks it to end now, as a service manager does; Windows has no SIGTERM, but a command that asks the same. */
export async function endDaemon({ child, exit }: DaemonProcess, config: string): Promise<Exit> {
  if (process.platform !== "win32") child.kill("SIGTERM");
  else {
    const { code, stderr } = await runCommandLine("stop", "--now", "-c", config);
    if (code !== 0) throw new Error(`the daemon was not stopped: ${stderr}`);
  }
  return exit;
}

/** The same as one machine of several: with a network and a name of its own, from which one port of this machine is reached by a socket file. */
export function startMachine(host: string, port: number, socket: string, config: string): DaemonProcess {
  const node = `exec "${process.execPath}" --import "${FORWARDING}" "${BIN}" -c "${config}" --json`;
  const variables = { ...process.env, FORWARD_PORT: String(port), FORWARD_TO: socket };
  const begin = `hostname ${host} && ip link set lo up && ${node}`;
  return start(["--net", "--uts", "--", "sh", "-c", begin], "unshare", variables);
}

function start(
  args: readonly string[],
  program: string = process.execPath,
  env: NodeJS.ProcessEnv = process.env,
): DaemonProcess {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env });
  const events: DaemonEvent[] = [];
  const listeners = new Set<() => void>();
  let stdout = "";
  let stderr = "";
  let unread = "";
  let ended = false;
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    unread += chunk.toString();
    const lines = unread.split("\n");
    unread = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith('{"at"')) events.push(JSON.parse(line) as DaemonEvent);
    for (const listener of listeners) listener();
  });
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = new Promise<Exit>((resolve) => {
    child.on("close", (code, signal) => {
      ended = true;
      for (const listener of listeners) listener();
      resolve({ code, signal, stdout, stderr });
    });
  });
  onTestFinished(async () => {
    if (!ended) child.kill("SIGKILL");
    await exit;
  });
  const waitFor: DaemonProcess["waitFor"] = (wanted) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const done = wanted(events);
        if (!done && !ended) return;
        listeners.delete(look);
        if (done) resolve();
        else reject(new Error(`the daemon ended without the wanted events:\n${stdout}\n${stderr}`));
      };
      listeners.add(look);
      look();
    });
  const event: DaemonProcess["event"] = async (kind) => {
    const find = (): DaemonEvent | undefined => events.find((candidate) => candidate.event === kind);
    await waitFor(() => find() !== undefined);
    return find() as DaemonEvent;
  };
  return { child, exit, event, waitFor, events };
}
