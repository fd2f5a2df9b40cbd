import { RiglineError } from "@rigline/foundation/errors";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
  buildSubmitRequest,
  checkSubmitRequest,
  checkManifest,
  parseManifest,
  renderManifest,
  type Manifest,
} from "@rigline/manifest";
import {
  knownDifferences,
  manifestAnswers,
  requestAnswers,
  SERVICE_VERSIONS,
  type ManifestAnswer,
} from "./peer-answers.js";

// What the real programs answered, kept beside this file: no Python is needed here. peer-answers-live.test.ts asks them anew.

const KNOWN = knownDifferences().map((known) => ({
  ...known,
  test: new RegExp(`^(?:${known.match})$`, "u"),
}));

/** 6.0.4 of PyYAML, which gave the answers, has lost the rule that the first of merged mappings wins. */
const ARTEFACTS = /^(?:values|body)\|merge_list_first_wins(?: .*)?$/;

const FIELDS: Readonly<Record<string, keyof Manifest>> = {
  name: "name",
  subject_id: "subjectId",
  acquisition_datetime: "acquisitionDatetime",
  schedule_time: "scheduleTime",
  transfer_endpoint: "transferEndpoint",
  platform: "platform",
  project_name: "projectName",
  upload_notification_email: "uploadNotificationEmail",
  destination: "destination",
  modalities: "modalities",
  schemas: "schemas",
  transfer_service_args: "transferServiceArgs",
  transfer_service_job_type: "transferServiceJobType",
  delete_modalities_source_after_success: "deleteModalitiesSourceAfterSuccess",
  extra_identifying_info: "extraIdentifyingInfo",
  checksum_mode_override: "checksumModeOverride",
};

/** Whether they may differ in this. */
function mayDiffer(what: string): boolean {
  return ARTEFACTS.test(what) || KNOWN.some(({ test }) => test.test(what));
}

function read({ bytes }: ManifestAnswer): Manifest | RiglineError {
  try {
    return parseManifest(bytes).manifest;
  } catch (error) {
    expect(error).toBeInstanceOf(RiglineError);
    return error as RiglineError;
  }
}

const MANIFESTS = manifestAnswers();

describe("what aind-watchdog-service answered", () => {
  it("is enough to compare with", () => {
    expect(MANIFESTS.length).toBeGreaterThan(250);
    expect(MANIFESTS.filter(({ takenBy }) => takenBy.includes("0.1.9")).length).toBeGreaterThan(100);
  });

  it.each(MANIFESTS)("$name: checkManifest says what each version says", ({ bytes, takenBy }) => {
    let verdicts;
    try {
      ({ verdicts } = checkManifest(bytes));
    } catch (error) {
      // No YAML to any of them.
      expect(error).toBeInstanceOf(RiglineError);
      expect(takenBy).toEqual([]);
      return;
    }
    expect(verdicts.map(({ version }) => version)).toEqual(SERVICE_VERSIONS);
    expect(verdicts.filter(({ accepted }) => accepted).map(({ version }) => version)).toEqual(takenBy);
    for (const { accepted, reasons } of verdicts) expect(accepted).toBe(reasons.length === 0);
  });

  it.each(MANIFESTS)("$name: is read as 0.1.9 reads it, and posted as it posts it", (answer) => {
    const { name, takenBy, model, body } = answer;
    const manifest = read(answer);
    const isTaken = takenBy.includes("0.1.9");
    if (!mayDiffer(`read|${name}`)) expect(!(manifest instanceof RiglineError)).toBe(isTaken);
    if (manifest instanceof RiglineError || !isTaken) return;
    for (const [key, value] of Object.entries(model ?? {})) {
      const theirs = key === "subject_id" ? digits(value) : plain(value);
      if (!mayDiffer(`values|${name} ${key}`)) expect(manifest[FIELDS[key] as keyof Manifest], key).toEqual(theirs);
    }
    if (body === undefined || mayDiffer(`body|${name}`)) return;
    if (body === null) expect(complaints(manifest)).toBeGreaterThan(0);
    else expect(buildSubmitRequest(manifest)).toEqual(body);
  });

  it.each(MANIFESTS.filter(({ takenBy }) => takenBy.includes("0.1.9")))(
    "$name: is read again as it was written",
    (answer) => {
      const manifest = read(answer);
      if (manifest instanceof RiglineError) return;
      expect(parseManifest(renderManifest(manifest)).manifest).toEqual({ ...manifest, legacy: null });
    },
  );
});

function complaints(manifest: Manifest): number {
  try {
    return checkSubmitRequest(buildSubmitRequest(manifest)).length;
  } catch (error) {
    expect(error).toBeInstanceOf(RiglineError);
    return 1;
  }
}

/** A subject as Rigline has it. */
function digits(value: unknown): string {
  return `${plain(value) as string | number}`;
}

/** Integers that JSON's readers would round stand as `{"$int": digits}`. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if ("$int" in value) return value.$int;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

describe("what aind-data-transfer-service answered", () => {
  const lists = {
    jobTypes: ["upload_only_v2", "default", "vr_foraging_v2"],
    projectNames: ["Cognitive flexibility in patch foraging", "Dynamic Routing", "Ephys Platform"],
  };

  it.each(requestAnswers())("$name: checkSubmitRequest answers the same", ({ request, taken }) => {
    const problems = checkSubmitRequest(request, lists);
    expect(problems.length === 0, problems.map(({ message }) => message).join("; ")).toBe(taken);
  });
});

describe("known-differences.json", () => {
  it.each(KNOWN)("$reason stands where users look", ({ documented, reason }) => {
    const [page = "", heading = ""] = documented.split(": ");
    const text = readFileSync(join(fileURLToPath(new URL("../..", import.meta.url)), page), "utf8");
    const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
    expect(section?.replaceAll(/\s+/g, " ")).toContain(reason);
  });

  it("has every difference that docs/manifest tells", () => {
    const page = readFileSync(fileURLToPath(new URL("../../docs/manifest/manifest.md", import.meta.url)), "utf8");
    const [, section = ""] = /## Where Rigline differs[^\n]*\n([^]*?)\n## /.exec(page) ?? [];
    const told = [...section.matchAll(/^- ([^]*?)(?=\n- |\n\n|$)/gm)].map(([, text = ""]) =>
      text.replaceAll(/\s+/g, " "),
    );
    const listed = KNOWN.filter(({ documented }) => documented.startsWith("docs/manifest/")).map(
      ({ reason }) => reason,
    );
    expect(told.sort()).toEqual(listed.sort());
  });
});
