import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { readJournalIfThere } from "@rigline/foundation/journal";
import { systemLocks } from "@rigline/foundation/lock";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { destinationsJournalPath, parseWatchConfig, readDestinationPlaces, stopDaemon } from "@rigline/manifest";
import type { DaemonSettings } from "../../config/daemon-settings.js";
import { readVariable } from "../../config/environment.js";
import { loadSettings } from "../../config/load-settings.js";
import { accountLook, type LookedAt } from "../../install/account-look.js";
import type { Installation, ToolCall } from "../../install/installation.js";
import { refuseMappedDrives } from "../../install/mapped-drives.js";
import { type Installer, planInstallation } from "../../install/plan-installation.js";
import { say, sayJson } from "../fit-to-show.js";
import { performInstall, performUninstall } from "./perform-installation.js";
import { runTool } from "./run-tool.js";

export interface InstallFlags {
  readonly user: string | undefined;
  /** Folders on the server that the daemon will write to, beside those it has met. */
  readonly destinations: readonly string[];
  readonly prints: boolean;
  readonly json: boolean;
}

const STOP_MS = 30_000;

/** `rigline-watchdog install`: has the daemon started with the machine. Throws the codes of `installError`. */
export async function installCommand(config: string, flags: InstallFlags): Promise<number> {
  const { user, destinations, prints, json } = flags;
  const settings = loadSettings(config);
  const machine = thisMachine();
  const plan = planFor(settings, machine, user, prints);
  if (prints) return print(plan, plan.install, json);
  const { tell, told } = listen(json);
  const places = placesOf(settings, destinations);
  if (machine.platform === "win32") refuseMappedDrives(places, (path) => nodeFileSystem.realPath(path));
  for (const objection of await lookAsAccount(places, machine, user)) tell(`the account does not see ${objection}`);
  await performInstall(plan, tell);
  if (!json) say(`${plan.kind}: ${plan.file}`);
  for (const note of plan.notes) tell(note);
  const { kind, file } = plan;
  if (json) sayJson({ kind, file, installed: true, notes: told } satisfies InstallResult);
  else say(`it is started with the machine, and now: rigline-watchdog status -c "${settings.configFile}"`);
  return EXIT_CODES.success;
}

/** `rigline-watchdog uninstall`: ends the daemon and takes away what starts it. Data, queue and journals stay. */
export async function uninstallCommand(
  config: string,
  { user, prints, json }: Omit<InstallFlags, "destinations">,
): Promise<number> {
  const settings = loadSettings(config);
  const plan = planFor(settings, thisMachine(), user, prints);
  if (prints) return print(plan, [...plan.uninstall, ...plan.afterwards], json);
  const { fileSystem, locks, clock } = { fileSystem: nodeFileSystem, locks: systemLocks, clock: systemClock };
  const { kind, file } = plan;
  const { tell, told } = listen(json);
  const wasThere = fileSystem.exists(file);
  if (wasThere) {
    // What was started by it and does not end with it, as on Windows.
    const stop = { now: true, waitMs: STOP_MS };
    await performUninstall(plan, tell, () => stopDaemon({ fileSystem, locks, clock }, settings.flagFolder, stop));
  }
  if (json) sayJson({ kind, file, installed: false, wasInstalled: wasThere, notes: told } satisfies InstallResult);
  else if (!wasThere) say(`nothing is installed: there is no ${file}`);
  else {
    say(`removed: ${file}`);
    say(`what it worked on stays: ${settings.flagFolder}, ${settings.completeFolder}`);
  }
  return EXIT_CODES.success;
}

/** What came of it, as `--json` prints it. */
interface InstallResult {
  /** What it is, as the system calls it. */
  readonly kind: string;
  readonly file: string;
  readonly installed: boolean;
  /** Of `uninstall`. */
  readonly wasInstalled?: boolean;
  /** What a person should know, one sentence each. */
  readonly notes: readonly string[];
}

/** With `json` what is told is kept for the document. */
function listen(json: boolean): { readonly tell: (text: string) => void; readonly told: readonly string[] } {
  const told: string[] = [];
  return { tell: json ? (text) => void told.push(text) : say, told };
}

function planFor(
  settings: DaemonSettings,
  machine: Installer,
  user: string | undefined,
  prints: boolean,
): Installation {
  const { configFile, flagFolder } = settings;
  const service = { node: process.execPath, script: process.argv[1] ?? "", configFile, flagFolder, user };
  return planInstallation(machine, { service, prints });
}

function thisMachine(): Installer {
  const { platform } = process;
  const home = homedir();
  const units = readVariable("XDG_CONFIG_HOME") ?? join(home, ".config");
  const places =
    platform === "darwin"
      ? { system: "/Library/LaunchDaemons", person: join(home, "Library/LaunchAgents") }
      : { system: "/etc/systemd/system", person: join(units, "systemd/user") };
  const domain = readVariable("USERDOMAIN");
  const { username } = userInfo();
  const person = platform === "win32" && domain !== undefined ? `${domain}\\${username}` : username;
  return { platform, uid: process.getuid?.(), person, places };
}

/** Those of the watch config, as they stand there, and the destinations that were met. */
function placesOf({ configFile, flagFolder }: DaemonSettings, destinations: readonly string[]): readonly LookedAt[] {
  const { flagDir, manifestComplete } = parseWatchConfig(nodeFileSystem.read(configFile), { file: configFile }).config;
  const journal = readJournalIfThere(destinationsJournalPath(flagFolder), { fileSystem: nodeFileSystem });
  const met = readDestinationPlaces(journal?.records ?? []).flatMap(({ root, own }) => (own ? [] : [root]));
  return [
    { name: "the watch config", path: configFile, writes: false },
    { name: "flag_dir", path: flagDir, writes: true },
    { name: "manifest_complete", path: manifestComplete, writes: true },
    ...[...new Set([...destinations, ...met])].map((path) => ({ name: "the destination", path, writes: true })),
  ];
}

/** What stands against it, one phrase each. Another's account can't be tried on Windows without its password. */
async function lookAsAccount(
  places: readonly LookedAt[],
  { platform, person }: Installer,
  user: string | undefined,
): Promise<readonly string[]> {
  const other = user === undefined || user === person ? undefined : user;
  if (other !== undefined && platform !== "linux") return [];
  const { code, stdout, printed } = await runTool(accountLook(process.execPath, places, other), { asks: false });
  if (code === 0) return JSON.parse(stdout) as string[];
  return [`anything, as far as can be told: ${printed}`];
}

/** What would be written and done. */
function print({ kind, file, text, notes }: Installation, calls: readonly ToolCall[], json: boolean): number {
  const commands = calls.map(({ command, args }) => [command, ...args]);
  if (json) sayJson({ kind, file, text, commands, notes });
  else {
    const lines = commands.map((words) => `# ${words.join(" ")}`);
    process.stdout.write(`# ${file}\n${text}${lines.join("\n")}\n${notes.map((note) => `# ${note}\n`).join("")}`);
  }
  return EXIT_CODES.success;
}
