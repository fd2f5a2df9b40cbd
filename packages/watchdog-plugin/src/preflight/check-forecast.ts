import { planSession, resolveFrom, type Finding, type Session, nameExperiment } from "@rigline/core";
import { redactUrl } from "@rigline/foundation/redaction";
import { isOldForm, MODALITIES, type ManifestFlavour } from "@rigline/manifest";
import { findUnknownNames } from "../mapper/find-unknown-names.js";
import type { PluginParts } from "../parts.js";
import { readersOf, type ChosenFlavour, type FlavourChoice } from "../transfer/flavour-choice.js";
import { findProblems, foreseenModalities, predictMapping } from "./check-plan.js";
import { findTemplateText } from "./find-template-text.js";
import { describeSchedule } from "./tell-hand-off.js";

const subject = "manifest";

/** Writes the manifest of a session that could begin now, and looks what would be refused in it. */
export async function checkForecast(parts: PluginParts, flavours: FlavourChoice): Promise<Finding[]> {
  const chosen = await flavours.choose();
  const { options, config } = parts;
  const extra = Object.keys(options.extra_modality_data ?? {});
  const session = predictSession(parts);
  const mapping = predictMapping(session, [...foreseenModalities(parts.options), ...extra]);
  const experimenters = config.values.experimenters ?? [];
  const unknown = options.user_email === undefined ? await parts.addresses?.lookUp(experimenters) : undefined;
  const problems = findProblems(parts, session, { ...mapping, experimenters: [...experimenters] }, chosen.flavour)
    // They are asked for at the start, and looked at again then.
    .filter(({ message }) => experimenters.length > 0 || !message.includes("user_email"));
  const findings: Finding[] = problems.map(({ message, todo }) => ({ level: "error", subject, message, todo }));
  if (!Object.hasOwn(MODALITIES, options.logs_modality)) {
    const message = `logs_modality ${JSON.stringify(options.logs_modality)} is no modality: the logs will travel in the first one`;
    findings.push({ level: "warning", subject: "logs", message, todo: "Correct `watchdog.logs_modality`." });
  }
  if (options.transfer_endpoint === null)
    for (const message of findUnknownNames(Object.keys(mapping.modalities), options.platform))
      findings.push({
        level: "warning",
        subject,
        message,
        todo: "Correct the section `watchdog`, before folders are called so.",
      });
  findings.push(...findIneffective(parts, chosen.flavour), ...tellFlavour(chosen), ...findTemplateText(options));
  for (const message of unknown ?? [])
    findings.push({
      level: "warning",
      subject: "recipient",
      message,
      todo: `Nothing, if an address at ${options.email_domain} is right: one is made of the name then. Else fix \`watchdog.email_from_experimenter\`.`,
    });
  if (problems.length > 0) return findings;
  const when = describeSchedule(options, parts.clock);
  const where =
    options.transfer_endpoint === null ? "not submitted" : `submitted to ${redactUrl(options.transfer_endpoint)}`;
  return [
    { level: "ok", subject, message: `data will be copied ${when}${when.includes(",") ? "," : ""} and ${where}` },
    ...findings,
  ];
}

function tellFlavour({ flavour, why, tooOld }: ChosenFlavour): Finding[] {
  if (tooOld !== undefined) {
    const message = `${why}, which takes no manifest of today`;
    return [{ level: "warning", subject, message, todo: "Update it to 0.1.9, or use Rigline's own daemon." }];
  }
  return [{ level: "ok", subject, message: `manifests are written for ${readersOf(flavour)}: ${why}` }];
}

function findIneffective({ options }: PluginParts, flavour: ManifestFlavour): Finding[] {
  if (isOldForm(flavour)) return [];
  const old = {
    capsule_id: options.capsule_id,
    mount: options.mount,
    script: options.script,
    force_cloud_sync: !options.force_cloud_sync,
  };
  const given = Object.entries(old).filter(([, value]) =>
    typeof value === "object" ? Object.keys(value ?? {}).length > 0 : value,
  );
  if (given.length === 0) return [];
  return [
    {
      level: "warning",
      subject,
      message: `${given.map(([key]) => key).join(", ")}: without effect, because current manifests have no place for it`,
      todo: "Remove it, or set `watchdog.manifest_flavour: watchdog-0.1.5` if the watchdog is of that version.",
    },
  ];
}

function predictSession({ config, clock, machine }: PluginParts): Session {
  const {
    subject: wanted = "000000",
    experimenters = [],
    rig_name: rigName = machine.hostname,
    ...values
  } = config.values;
  return planSession({
    subject: wanted,
    experimenters,
    rigName,
    experiment: nameExperiment(values),
    dataDir: resolveFrom(config, values.data_dir),
    clock,
  });
}
