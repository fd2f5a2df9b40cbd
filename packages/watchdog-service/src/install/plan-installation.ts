import { createHash } from "node:crypto";
import { installError } from "./install-errors.js";
import type { Installation, InstallPlaces, ServiceDescription } from "./installation.js";
import { launchdInstallation } from "./launchd-job.js";
import { scheduledTaskInstallation } from "./scheduled-task.js";
import { systemdInstallation } from "./systemd-unit.js";

/** Who installs, and on what. */
export interface Installer {
  /** As `process.platform` names it. */
  readonly platform: string;
  /** The person's number; undefined on Windows. */
  readonly uid: number | undefined;
  /** The person's name. */
  readonly person: string;
  readonly places: InstallPlaces;
}

export interface InstallOptions {
  readonly service: Omit<ServiceDescription, "name">;
  /** Nothing is done, so that no rights are needed. */
  readonly prints: boolean;
}

/** What of the system's own runs with every right, and reaches no share. */
const SYSTEM_ACCOUNTS = /^(?:root|(?:nt authority\\)?(?:local ?)?system)$/i;
const ACCOUNT = /^[\w.@$-]+$/;

/** The same for one flag folder whenever it is asked for, and another for another. */
export function serviceName(flagFolder: string, platform: string): string {
  const place = platform === "win32" ? flagFolder.toLowerCase() : flagFolder;
  return `rigline-watchdog-${createHash("sha256").update(place).digest("hex").slice(0, 8)}`;
}

/** What is to be done on this machine. Throws INSTALL_ROOT_NOT_NEEDED, INSTALL_NEEDS_RIGHTS and INSTALL_UNKNOWN_SYSTEM. */
export function planInstallation(machine: Installer, { service, prints }: InstallOptions): Installation {
  const { platform, uid, person, places } = machine;
  const { user } = service;
  const named = { ...service, name: serviceName(service.flagFolder, platform) };
  if (user !== undefined) requireAccount(user, platform);
  if (platform === "win32") return scheduledTaskInstallation(named, user ?? person);
  if (platform !== "linux" && platform !== "darwin")
    throw installError("INSTALL_UNKNOWN_SYSTEM", { what: `this system is ${platform}` });
  // For oneself it is a matter of one's own, without anybody's rights.
  const own = { ...named, user: user === person && uid !== 0 ? undefined : user };
  if (own.user === undefined && uid === 0 && !prints)
    throw installError("INSTALL_ROOT_NOT_NEEDED", { what: "it would be installed to run as root" });
  const plan = platform === "linux" ? systemdInstallation(own, places) : launchdInstallation(own, places, uid ?? 0);
  if (plan.needsRights && uid !== 0 && !prints)
    throw installError("INSTALL_NEEDS_RIGHTS", { what: `${plan.file} can only be written by root` });
  return plan;
}

function requireAccount(user: string, platform: string): void {
  if (SYSTEM_ACCOUNTS.test(user))
    throw installError("INSTALL_ROOT_NOT_NEEDED", { what: `it would be installed to run as ${user}` });
  if (platform === "win32" ? !/["<>|\n]/.test(user) : ACCOUNT.test(user)) return;
  throw installError("INSTALL_ROOT_NOT_NEEDED", {
    what: `${JSON.stringify(user)} is no name of an account`,
    todo: "Write the name as the system knows it.",
  });
}
