import type { Finding } from "@rigline/core";
import type { WatchdogOptions } from "../options/watchdog-options.js";

/** What examples have where a value belongs: `ADD PROJECT NAME HERE`, `<your project>`, `TODO`. */
const TEMPLATE =
  /^\s*(?:<.*>|\.{3}|(?:todo|tbd|fixme|xxx+|changeme|change me|placeholder|example)\s*)$|\b(?:add|enter|insert|put|fill|replace|write|type)\b.*\b(?:here|this)\b|^your[ _-]/iu;

/** Values that nobody has written yet, and that a transfer service would take as they stand. */
export function findTemplateText(options: WatchdogOptions): Finding[] {
  const { destination, project_name, job_type, platform, user_email } = options;
  const left = Object.entries({ destination, project_name, job_type, platform, user_email }).filter(
    ([, value]) => typeof value === "string" && TEMPLATE.test(value),
  );
  return left.map(([key, value]) => ({
    level: "warning",
    subject: "options",
    message: `${key} is ${JSON.stringify(value)}, which looks like the text of an example`,
    todo: `Write its value into \`watchdog.${key}\`.`,
  }));
}
