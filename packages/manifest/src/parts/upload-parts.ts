import { z } from "zod";
import type { JsonObject, JsonValue } from "../manifest/index.js";

/** Of a request, what the transfer service is told of some of its modalities. */
export const UploadPartSchema = z.object({
  /** As they stand in the request, each with its `abbreviation`. */
  modalities: z.array(z.looseObject({ abbreviation: z.string() })).readonly(),
  /** By task, then by abbreviation: the tasks that there are for each modality. */
  tasks: z.record(z.string(), z.record(z.string(), z.json())),
});

export type UploadPart = z.output<typeof UploadPartSchema>;

interface OneJob {
  readonly request: JsonObject;
  readonly job: JsonObject;
  readonly modalities: readonly JsonObject[];
}

/**
 * What a request says of its modalities, to be added to the request of another computer that submits the whole session. Nothing
 * of a request that is another service's, or has several jobs.
 */
export function uploadPartOf(request: JsonObject): UploadPart {
  const one = readOneJob(request);
  if (one === undefined) return { modalities: [], tasks: {} };
  const own = new Set(one.modalities.map(abbreviationOf));
  const tasks = Object.entries(asObject(one.job["tasks"])).flatMap(([id, task]) => {
    const ofOwn = Object.entries(asObject(task)).filter(([key]) => own.has(key));
    return ofOwn.length === 0 ? [] : [[id, Object.fromEntries(ofOwn)] as const];
  });
  return UploadPartSchema.parse({ modalities: one.modalities, tasks: Object.fromEntries(tasks) });
}

/**
 * The request of the computer that submits, with the modalities of the others and the tasks for them; what it says of a modality
 * itself stays. A request that is another service's, or has several jobs, is posted as it stands.
 */
export function addUploadParts(request: JsonObject, parts: readonly UploadPart[]): JsonObject {
  const one = readOneJob(request);
  if (one === undefined) return request;
  const modalities = [...one.modalities];
  const tasks: Record<string, JsonValue> = { ...asObject(one.job["tasks"]) };
  for (const part of parts) {
    const known = new Set(modalities.map(abbreviationOf));
    const added = (part.modalities as readonly JsonObject[]).filter((modality) => !known.has(abbreviationOf(modality)));
    modalities.push(...added);
    const names = new Set(added.map(abbreviationOf));
    for (const [id, byModality] of Object.entries(part.tasks as JsonObject)) {
      const ofAdded = Object.entries(asObject(byModality)).filter(([key]) => names.has(key));
      if (ofAdded.length > 0) tasks[id] = { ...Object.fromEntries(ofAdded), ...asObject(tasks[id]) };
    }
  }
  const job = { ...one.job, modalities, tasks };
  return { ...request, upload_jobs: [job] };
}

function readOneJob(request: JsonObject): OneJob | undefined {
  const jobs = request["upload_jobs"];
  if (!Array.isArray(jobs) || jobs.length !== 1) return undefined;
  const job = asObject((jobs as readonly JsonValue[])[0]);
  const modalities = job["modalities"];
  if (!Array.isArray(modalities)) return undefined;
  const named = (modalities as readonly JsonValue[]).map(asObject);
  return named.every((modality) => abbreviationOf(modality) !== undefined)
    ? { request, job, modalities: named }
    : undefined;
}

function abbreviationOf({ abbreviation }: JsonObject): string | undefined {
  return typeof abbreviation === "string" ? abbreviation : undefined;
}

function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
