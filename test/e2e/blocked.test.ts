import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { whyNoTerminal } from "./drive-terminal.js";
import { makePlainRig, pluginSource, runnerSource } from "./plain-rig.js";
import { makeWorkFolder, removeWorkFolder, RIGLINE, type Rig } from "./rig.js";
import { runHere } from "./run-here.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("blocked");
});
afterEach(() => removeWorkFolder(parent));

interface Running {
  readonly child: ChildProcess;
  /** Resolves once the screen shows it; rejects when the process ends before. */
  shows(text: string | RegExp): Promise<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly screen: string }>;
  /** As a terminal does: to every process of the group. */
  pressCtrlC(): void;
}

function start(rig: Rig): Running {
  const child = spawn(process.execPath, [RIGLINE, "run", "--subject", "614173", "--no-input"], {
    cwd: rig.folder,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  // What a plugin has started outlives a launcher that is killed.
  onTestFinished(() => endGroup(child.pid as number));
  let screen = "";
  const add = (bytes: Buffer): void => void (screen += bytes.toString());
  child.stdout.on("data", add);
  child.stderr.on("data", add);
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, screen }));
  return {
    child,
    ended,
    shows: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (typeof text === "string" ? screen.includes(text) : text.test(screen)) resolve(screen);
        };
        child.stderr.on("data", look);
        look();
        void ended.then(() => reject(new Error(`it ended without showing ${String(text)}:\n${screen}`)));
      }),
    pressCtrlC: () => process.kill(-(child.pid as number), "SIGINT"),
  };
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // All of it has ended.
  }
}

/** Blocks for good, in its seventh line. */
const BLOCKING = `
async function work() {
  // Also where nothing of a hook is on the stack any more.
  await new Promise((resolve) => setTimeout(resolve, 50));

  for (;;) {}
}
export default { name: "looper", version: "1.0.0", hooks: { sessionStarted: () => work() } };`;

const WINDOWS = process.platform === "win32";

test.skipIf(WINDOWS)(
  "a plugin that never gives the event loop back is named with its place, and Ctrl+C twice ends the launcher (POSIX)",
  async () => {
    const rig = makePlainRig(parent, "rig-1", { "looper.mjs": BLOCKING });
    const running = start(rig);
    const named = `plugin "looper" in sessionStarted (${join(rig.folder, "looper.mjs")}:6)`;
    await running.shows(`warning: ${named} has kept the launcher busy for 5 s`);
    running.pressCtrlC();
    await running.shows(`stopping: the launcher is kept busy by ${named}`);
    running.pressCtrlC();
    const { code, screen } = await running.ended;
    expect(code).toBe(130);
    expect(screen).toContain("`rigline resume` finishes the session");
    const [run] = readdirSync(join(rig.folder, "local", ".temp"));
    expect(readFileSync(join(rig.folder, "local", ".temp", run as string, "launcher.log"), "utf8")).toContain(
      "ended by Ctrl+C while plugin",
    );
    const sessions = await runHere(rig, ["sessions", "--json"]);
    expect(JSON.stringify(JSON.parse(sessions.stdout))).toContain('"unfinished":true');
  },
);

test.skipIf(WINDOWS)(
  "Ctrl+C twice ends it also where the loop waits for the system, before anybody was named (POSIX)",
  async () => {
    const waiting = pluginSource(
      "sessionStarted",
      `async () => { const { execSync } = await import("node:child_process"); console.error("now"); execSync("sleep 60"); }`,
    );
    const running = start(makePlainRig(parent, "rig-1", { "bad.mjs": waiting }));
    await running.shows("now");
    // The child of the plugin is in the group, too: what matters is the launcher. Whoever is not heard presses again: what
    // listens beside the loop is still starting on a machine that is busy.
    const press = setInterval(() => running.child.kill("SIGINT"), 1000);
    running.child.kill("SIGINT");
    await running.shows(/stopping: the launcher is kept busy by plugin "bad" in sessionStarted/);
    const { screen } = await running.ended;
    clearInterval(press);
    expect(screen).toContain("ended by Ctrl+C while plugin");
  },
);

test.skipIf(WINDOWS)(
  "a loop that runs hears Ctrl+C itself: a stubborn step is counted down, and the third ends all (POSIX)",
  async () => {
    const stubborn = runnerSource(`() => new Promise((resolve) => setTimeout(resolve, 60_000))`);
    const running = start(makePlainRig(parent, "rig-1", { "bad.mjs": stubborn }));
    await running.shows(/work +started/);
    running.pressCtrlC();
    await running.shows("press Ctrl+C again to stop that");
    running.pressCtrlC();
    await running.shows(/work: was asked to end; it is waited for 1\d s longer/);
    running.pressCtrlC();
    const { code, screen } = await running.ended;
    expect(code).toBe(130);
    expect(screen).toContain("ending at once: `rigline resume` finishes what is left");
    expect(screen).not.toContain("kept busy");
  },
);

test.skipIf(WINDOWS)(
  "a step of the hand-off that a person stopped is no failure: 130, and no report to be sent (POSIX)",
  async () => {
    const polite = runnerSource(
      `({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))`,
    );
    const running = start(makePlainRig(parent, "rig-1", { "bad.mjs": polite }));
    await running.shows(/work +started/);
    running.pressCtrlC();
    await running.shows("press Ctrl+C again to stop that");
    running.pressCtrlC();
    const { code, screen } = await running.ended;
    expect(code).toBe(130);
    expect(screen).not.toContain("send it when you ask for help");
  },
);

const CLOSE_WINDOW = `
import fcntl, os, pty, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
seen = b""
while b"Subject" not in seen:
    seen += os.read(terminal, 4096)
os.close(terminal)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

test("a terminal that is closed at a question ends the launcher with 130, and without a crash", async ({ skip }) => {
  const why = await whyNoTerminal();
  if (why !== undefined) skip(why);
  const rig = makePlainRig(parent, "rig-1");
  const { stdout } = await execa("python3", ["-c", CLOSE_WINDOW, process.execPath, RIGLINE, "run"], {
    cwd: rig.folder,
    timeout: 110_000,
  });
  expect(stdout.trim()).toBe("130");
});
