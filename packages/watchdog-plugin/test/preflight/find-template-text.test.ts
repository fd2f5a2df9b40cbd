import { resolve } from "node:path";
import { expect, test } from "vitest";
import { WatchdogOptionsSchema } from "../../src/options/watchdog-options.js";
import { findTemplateText } from "../../src/preflight/find-template-text.js";

const least = { destination: resolve("/data"), project_name: "P", transfer_endpoint: null };

test.each(["ADD PROJECT NAME HERE", "<your project>", "TODO", "your_project", "Enter the name here", "xxx", "..."])(
  "%j is the text of an example",
  (project_name) => {
    expect(findTemplateText(WatchdogOptionsSchema.parse({ ...least, project_name }))).toMatchObject([
      {
        level: "warning",
        message: `project_name is ${JSON.stringify(project_name)}, which looks like the text of an example`,
        todo: "Write its value into `watchdog.project_name`.",
      },
    ]);
  },
);

test.each(["Cognitive flexibility in patch foraging", "Dynamic Routing", "Example-based learning", "Add-on therapy"])(
  "%j is a name",
  (project_name) => {
    expect(findTemplateText(WatchdogOptionsSchema.parse({ ...least, project_name }))).toEqual([]);
  },
);

const find = (options: Readonly<Record<string, unknown>>) =>
  findTemplateText(WatchdogOptionsSchema.parse({ ...least, ...options })).map(({ message }) => message);

test("every text of the options is looked at, also within lists and objects", () => {
  const destination = resolve("/path/to/data");
  expect(
    find({
      data_description_tags: ["pilot", "YOUR TAG HERE: add it here"],
      extra_identifying_info: { rig: { room: "<room>" } },
      user_email: "someone@example.com",
      destination,
    }),
  ).toEqual([
    `destination is ${JSON.stringify(destination)}, which looks like the text of an example`,
    'extra_identifying_info.rig.room is "<room>", which looks like the text of an example',
    'data_description_tags.1 is "YOUR TAG HERE: add it here", which looks like the text of an example',
    'user_email is "someone@example.com", which looks like the text of an example',
  ]);
});

test("what is filled in later, and words that are values, are no text of an example", () => {
  expect(
    find({
      service: "none",
      extra_modality_data: { fib: ["{session_directory}"] },
      upload_tasks: { check: { skip_task: true, job_settings: { path: "{{ destination }}" } } },
    }),
  ).toEqual([]);
});
