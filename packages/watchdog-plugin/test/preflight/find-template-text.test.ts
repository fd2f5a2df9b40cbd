import { expect, test } from "vitest";
import { WatchdogOptionsSchema } from "../../src/options/watchdog-options.js";
import { findTemplateText } from "../../src/preflight/find-template-text.js";

const least = { destination: "/data", project_name: "P", transfer_endpoint: null };

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
