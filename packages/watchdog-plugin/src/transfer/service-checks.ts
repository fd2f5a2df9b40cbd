import type { Finding } from "@rigline/core";
import type { Problem } from "@rigline/foundation/errors";
import { readProxies } from "@rigline/foundation/http";
import { checkSubmitRequest, type Manifest } from "@rigline/manifest";
import { daemonError } from "../daemon/daemon-errors.js";
import { executableOf, serviceOf } from "../daemon/create-daemon.js";
import { requireExecutable } from "../daemon/service-program.js";
import type { PluginParts } from "../parts.js";
import { askForNames, checkProjectName, type ProjectQuestion } from "../preflight/check-project-name.js";
import { explainNobody } from "./recipient.js";
import { transferError } from "./transfer-errors.js";

/** Where clabe looks project names up. */
const PROJECT_NAMES_URL = "http://aind-metadata-service/api/v2/project_names";

/** Throws WATCHDOG_EXE_MISSING or DAEMON_PROGRAM_MISSING. */
export function requireRunnable(parts: PluginParts): void {
  const { config, host, environment, fileSystem } = parts;
  const service = serviceOf(parts);
  if (service === "external") requireExecutable({ program: executableOf(environment), fileSystem });
  if (service === "embedded" && host.findProgram(config.folder) === undefined)
    throw daemonError("DAEMON_PROGRAM_MISSING", {
      what: `@rigline/watchdog-service is not installed in ${config.folder} or above it`,
    });
}

/** Whether the metadata service knows the project; in an outage, whether it did. Throws PROJECT_NAMES_UNAVAILABLE. */
export async function isKnownProject(parts: PluginParts, flagFolder: string): Promise<boolean> {
  const { project_name: name, project_names_url: url = PROJECT_NAMES_URL } = parts.options;
  const finding = await lookUpProject(parts, { name, url, flagFolder });
  if (finding.level === "warning") throw transferError("PROJECT_NAMES_UNAVAILABLE", { what: finding.message });
  if (finding.level === "error") parts.log.warning(`${finding.message}. ${finding.todo ?? ""}`);
  return finding.level === "ok";
}

export async function lookUpProject(parts: PluginParts, question: ProjectQuestion): Promise<Finding> {
  const { signal } = new AbortController();
  const answer = await askForNames(parts.network, question.url, readProxies(parts.environment), signal);
  return checkProjectName(parts, question, answer);
}

/** What the transfer service would refuse in the request of a manifest; of one that names nobody, why. */
export function findObjections(
  parts: Pick<PluginParts, "options" | "addresses">,
  { transferServiceArgs: request }: Manifest,
  experimenters: readonly string[],
): readonly Problem[] {
  if (request === null) return [];
  return checkSubmitRequest(request).map((problem) =>
    problem.code === "USER_EMAIL_MISSING"
      ? { ...problem, message: `${problem.message}: ${explainNobody(parts, experimenters)}` }
      : problem,
  );
}
