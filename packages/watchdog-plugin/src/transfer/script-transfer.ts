import { basename, resolve } from "node:path";
import { openScriptPorts, type LauncherConfig, type ResolvedConfig, type Session, type Ui } from "@rigline/core";
import { didYouMean, formatPath, listNames } from "@rigline/foundation/errors";
import { isRemotePlace, toRemotePlace } from "@rigline/foundation/paths";
import { askFreeSpace } from "@rigline/foundation/platform";
import type { z } from "zod";
import { DaemonControl } from "../daemon/daemon-control.js";
import { thisHost } from "../daemon/daemon-host.js";
import { WatchdogOptionsSchema, type WatchdogOptions } from "../options/watchdog-options.js";
import type { PluginParts } from "../parts.js";
import { processLooks } from "../preflight/destination-looks.js";
import { FlavourChoice } from "./flavour-choice.js";
import { AddressBook, type EmailFromExperimenter } from "./address-book.js";
import { transferError } from "./transfer-errors.js";
import type { TransferInside } from "./transfer-inside.js";

/** Clabe's WatchdogSettings by the same names, and Rigline's own: the section `watchdog` of the config. */
export type WatchdogSettings = z.input<typeof WatchdogOptionsSchema>;

export interface WatchdogTransferOptions {
  /** The session's folder, or several; in the first one Rigline keeps what it knows of the session. */
  readonly source: string | readonly string[];
  /** In a script data go to `destination` itself; what a launcher hands off goes to its subject's folder in it. */
  readonly settings: WatchdogSettings;
  /** Whether `transfer` looks first at what `validate` does; true when absent. */
  readonly validate?: boolean;
  /** What the manifest and the folder at the destination are called; the first folder's name when absent. */
  readonly sessionName?: string;
  /** Who asks; the terminal when absent. */
  readonly ui?: Ui;
  /** Instead of `<name>@<email_domain>`. */
  readonly emailFromExperimenter?: EmailFromExperimenter;
}

/** How clabe, and its settings of before, call what has another name here. */
const OPTION_NAMES: Readonly<Record<string, string>> = {
  session_name: "sessionName",
  session: "sessionName",
  ui_helper: "ui",
  uiHelper: "ui",
  email_from_experimenter_builder: "emailFromExperimenter",
  validate_project_name: "validate",
  sources: "source",
};
const OPTIONS = ["source", "settings", "validate", "sessionName", "ui", "emailFromExperimenter"];
const SETTING_NAMES = namesOfSettings();

function namesOfSettings(): Readonly<Record<string, string>> {
  const entries = Object.entries(WatchdogOptionsSchema.shape).flatMap(([name, schema]) => {
    const { aliases } = (schema.meta() ?? {}) as { readonly aliases?: readonly string[] };
    return (aliases ?? []).map((alias) => [alias, name]);
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Throws TRANSFER_OPTIONS_INVALID: plain JavaScript knows no types, and those who come from Python know other names. */
export function requireTransferOptions(options: WatchdogTransferOptions): void {
  const objections = Object.keys(options).flatMap((key) => objectTo(key, OPTIONS, OPTION_NAMES));
  const { source } = options;
  if (typeof source !== "string" && !(Array.isArray(source) && source.length > 0))
    objections.push("source: expected a folder, or a list of folders");
  refuse(objections);
}

function readSettings(settings: WatchdogSettings): WatchdogOptions {
  const parsed = WatchdogOptionsSchema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const objections = parsed.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.flatMap((key) => objectTo(key, Object.keys(WatchdogOptionsSchema.shape), SETTING_NAMES))
      : [`${formatPath(issue.path as string[])}: ${issue.message}`],
  );
  if (typeof settings !== "object" || settings === null)
    refuse(["settings: expected an object with destination, project_name and transfer_endpoint"]);
  refuse(objections.map((objection) => `settings: ${objection}`));
  return parsed as never;
}

function objectTo(key: string, known: readonly string[], renamed: Readonly<Record<string, string>>): string[] {
  if (known.includes(key)) return [];
  const today = renamed[key];
  if (today !== undefined) return [`${key} is called ${today}`];
  const meant = didYouMean(key, known);
  return [`there is no ${key}.${meant === "" ? ` There are: ${listNames(known)}` : meant}`];
}

function refuse(objections: readonly string[]): void {
  const [first, ...others] = objections;
  if (first === undefined) return;
  throw transferError("TRANSFER_OPTIONS_INVALID", {
    what: `the transfer service takes other options: ${first}`,
    ...(others.length === 0 ? {} : { why: others.join("\n") }),
  });
}

/** What a service of a script works with: this machine, and paths from the folder in which the script runs. */
export function openForScript(options: WatchdogTransferOptions, sources: readonly string[]): TransferInside {
  const { settings, ui, sessionName, emailFromExperimenter } = options;
  const ports = openScriptPorts("watchdog");
  const [directory = ""] = sources;
  const folder = process.cwd();
  const read = readSettings(settings);
  const parts: PluginParts = {
    ...ports,
    ui: ui ?? ports.ui,
    options: read,
    config: scriptConfig(folder, ports.environment),
    host: thisHost,
    looks: processLooks,
    freeSpace: askFreeSpace,
    logs: undefined,
    addresses: emailFromExperimenter && new AddressBook(emailFromExperimenter, ports),
  };
  const session: Session = {
    name: sessionName ?? basename(directory),
    subject: "",
    experimenters: [],
    date: "",
    zone: ports.clock.zone(),
    rigName: ports.machine.hostname,
    experiment: "",
    notes: "",
    directory,
  };
  const control = new DaemonControl(parts);
  const flavours = new FlavourChoice(parts);
  const destination = isRemotePlace(read.destination) ? toRemotePlace(read.destination) : resolve(read.destination);
  return { parts, control, flavours, session, isScript: true, destination };
}

/** Of a config, what the hand-off reads: where relative paths start, and where the queue is when nothing names it. */
function scriptConfig(folder: string, environment: Readonly<Record<string, string>>): ResolvedConfig {
  const values = { data_dir: "data" } as LauncherConfig;
  return { values, sections: {}, provenance: new Map(), file: undefined, folder, environment };
}
