import type { JsonObject, JsonValue } from "@rigline/manifest";

/** The task that makes the data's description, in every request that is made here. */
const TASK = "gather_preliminary_metadata";

/** Adds tags to the data's description where clabe does: `data_description_settings.tags` of the task that gathers metadata. */
export function addDescriptionTags(request: JsonObject, tags: readonly string[]): JsonObject {
  if (tags.length === 0) return request;
  const jobs = (request["upload_jobs"] as readonly JsonObject[]).map((job) => {
    const tasks = asObject(job["tasks"]);
    const task = asObject(tasks[TASK]);
    const settings = asObject(task["job_settings"]);
    const description = asObject(settings["data_description_settings"]);
    const known = Array.isArray(description["tags"]) ? (description["tags"] as readonly JsonValue[]) : [];
    const data_description_settings = { ...description, tags: [...new Set([...known, ...tags])] };
    return {
      ...job,
      tasks: { ...tasks, [TASK]: { ...task, job_settings: { ...settings, data_description_settings } } },
    };
  });
  return { ...request, upload_jobs: jobs };
}

function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
