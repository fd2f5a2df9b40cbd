import { z } from "zod";
import { readBoolean } from "../pydantic/read-value.js";
import { reading } from "../yaml/index.js";
import { isModality } from "../vocabulary/index.js";

const settings = z.record(z.string(), z.json()).nullish();

/** One task as the service's model takes it: every key may be absent, and keys that it does not know are passed over. */
const TaskSchema = z.object({
  skip_task: reading("true or false", readBoolean).optional(),
  image: z.string().nullish(),
  image_version: z.string().nullish(),
  image_resources: settings,
  job_settings: settings,
  command_script: z.string().nullish(),
});

const TasksByKey = z.record(z.string(), TaskSchema);

const TASK_KEYS = Object.keys(TaskSchema.shape);
const PER_MODALITY = ["modality_transformation_settings", "codeocean_pipeline_settings"];

type Task = z.output<typeof TaskSchema>;

/**
 * What stands at a task's name: `Task | dict[str, Task]` to the service. Of the two that fit, pydantic takes the one of whose
 * keys more are a task's own; the first when they are as many.
 */
export type TaskOrTasks = { readonly task: Task } | { readonly tasks: Readonly<Record<string, Task>> };

/** What the service writes of it: every key that has a value, and whether it is skipped. */
export function dumpTasks(read: TaskOrTasks): unknown {
  if ("task" in read) return dumpTask(read.task);
  return Object.fromEntries(Object.entries(read.tasks).map(([key, task]) => [key, dumpTask(task)]));
}

function dumpTask(task: Task): unknown {
  const entries = Object.entries({ skip_task: false, ...task });
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));
}

export const TasksSchema = z.record(z.string(), z.record(z.string(), z.json())).transform((written, context) => {
  const found: Record<string, TaskOrTasks> = {};
  for (const [id, value] of Object.entries(written)) {
    const read = readTaskOrTasks(value);
    if ("issues" in read)
      for (const issue of read.issues)
        context.issues.push({ code: "custom", input: value, path: [id, ...issue.path], message: issue.message });
    else {
      found[id] = read;
      for (const { path, message } of PER_MODALITY.includes(id) ? objectionsByModality(read) : [])
        context.issues.push({ code: "custom", input: value, path: [id, ...path], message });
    }
  }
  return found;
});

function readTaskOrTasks(value: object): TaskOrTasks | { readonly issues: readonly z.core.$ZodIssue[] } {
  const task = TaskSchema.safeParse(value);
  const tasks = TasksByKey.safeParse(value);
  if (!task.success && !tasks.success) return { issues: nearest(value, task.error, tasks.error) };
  if (tasks.success && (!task.success || Object.keys(value).length === 0)) return { tasks: tasks.data };
  if (!tasks.success || !task.success) return { task: task.data as Task };
  const inner = Object.values(tasks.data).reduce((sum, each) => sum + countOwn(each), 0);
  return inner > countOwn(task.data) ? { tasks: tasks.data } : { task: task.data };
}

/** The complaints about what it was more likely meant to be. */
function nearest(value: object, task: z.ZodError, tasks: z.ZodError): readonly z.core.$ZodIssue[] {
  return countOwn(value) > 0 ? task.issues : tasks.issues;
}

function countOwn(task: object): number {
  return TASK_KEYS.filter((key) => Object.hasOwn(task, key) && (task as Record<string, unknown>)[key] !== undefined)
    .length;
}

function objectionsByModality(read: TaskOrTasks): readonly { readonly path: string[]; readonly message: string }[] {
  if ("tasks" in read)
    return Object.keys(read.tasks)
      .filter((key) => !isModality(key))
      .map((key) => ({ path: [key], message: `${key} is no modality` }));
  if (read.task.skip_task === true) return [];
  return [{ path: [], message: "must have a task with a setting for each modality, by abbreviation" }];
}
