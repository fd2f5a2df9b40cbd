import { createModuleImporter, resolveFrom } from "@rigline/core";
import { messageOf, showValue } from "@rigline/foundation/errors";
import type { PluginParts } from "../parts.js";
import type { EmailFromExperimenter } from "./address-book.js";
import { transferError } from "./transfer-errors.js";

type Parts = Pick<PluginParts, "options" | "config" | "environment" | "processes">;

/** What the option `email_from_experimenter` names; undefined when it is absent. Throws EMAIL_MODULE_INVALID. */
export async function loadAddressMaker(parts: Parts): Promise<EmailFromExperimenter | undefined> {
  const option = parts.options.email_from_experimenter;
  if (option === undefined) return undefined;
  return typeof option === "string" ? loadModule(parts, option) : (name) => askProgram(parts, option, name);
}

async function loadModule({ config }: Parts, path: string): Promise<EmailFromExperimenter> {
  const file = resolveFrom(config, path);
  const where = { file };
  const module = await createModuleImporter()(file).catch((cause: unknown) => {
    throw transferError("EMAIL_MODULE_INVALID", { what: `${file} can't be loaded: ${messageOf(cause)}`, where, cause });
  });
  const make = module["default"] ?? module["emailFromExperimenter"];
  if (typeof make === "function") return make as EmailFromExperimenter;
  throw transferError("EMAIL_MODULE_INVALID", {
    what: `${file} exports no function of an experimenter's name: ${showValue(make)}`,
    where,
  });
}

const GRACE_MS = 1_000;

/** Its last argument is the name; the last line that it prints is the address, and nothing printed is none. */
async function askProgram(
  { config, environment, processes }: Parts,
  { command, timeout_seconds: seconds }: { readonly command: readonly string[]; readonly timeout_seconds: number },
  name: string,
): Promise<string | null> {
  const lines: string[] = [];
  const [program = "", ...args] = command;
  const exit = await processes.run({
    command: [program, ...args, name],
    directory: config.folder,
    environment,
    input: "",
    timeoutMs: seconds * 1000,
    graceMs: GRACE_MS,
    onLine: (line, stream) => void (stream === "stdout" && line.trim() !== "" && lines.push(line.trim())),
  });
  if (exit.reason === "exit" && exit.code === 0) return lines.at(-1) ?? null;
  throw new Error([`${program} ${exit.summary}`, ...exit.stderrTail].join("\n"));
}
