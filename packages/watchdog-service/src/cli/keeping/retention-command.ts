import { nodeDisk } from "@rigline/foundation/disk";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { formatData } from "@rigline/foundation/quantities";
import { loadSettings } from "../../config/load-settings.js";
import { planRetention } from "../../retention/plan-retention.js";
import { showName } from "../../watch/file-name.js";
import { say, sayJson } from "../fit-to-show.js";

/** `rigline-watchdog retention`: what the daemon would delete at the rig now by the rules, and why the rest stays. Deletes nothing. */
export function retentionCommand(config: string, json: boolean): number {
  const settings = loadSettings(config);
  const { retention } = settings;
  const parts = { disk: nodeDisk, fileSystem: nodeFileSystem, clock: systemClock, settings };
  const rows = retention === undefined ? [] : planRetention(parts, retention);
  if (json) sayJson({ rules: retention !== undefined, sessions: rows });
  else if (retention === undefined)
    say(`no rule: ${settings.configFile} has no rigline.retention, so nothing is deleted by itself`);
  else if (rows.length === 0) say("nothing that was handed off is left at the rig");
  else
    say(
      rows
        .map(({ name, decision, why, files, bytes }) => {
          const what = decision === "delete" ? "delete" : "stays ";
          return `${what}  ${showName(name)}  ${formatData({ files, bytes })}: ${why}`;
        })
        .join("\n"),
    );
  return EXIT_CODES.success;
}
