import { createModuleImporter, resolveFrom } from "@rigline/core";
import { messageOf, showValue } from "@rigline/foundation/errors";
import type { PluginParts } from "../parts.js";
import type { EmailFromExperimenter } from "./recipient.js";
import { transferError } from "./transfer-errors.js";

/** The function of the option `email_from_experimenter`; undefined when none is named. Throws EMAIL_MODULE_INVALID. */
export async function loadEmailModule({
  options,
  config,
}: Pick<PluginParts, "options" | "config">): Promise<EmailFromExperimenter | undefined> {
  if (options.email_from_experimenter === undefined) return undefined;
  const file = resolveFrom(config, options.email_from_experimenter);
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
