import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { checkSections } from "../../../src/config/check-sections.js";
import { describeSections, renderSections } from "../../../src/config/tell/describe-sections.js";
import { load, makeRig } from "../rig-folder.js";

const greeter = { definition: { name: "greeter", section: "greeter", options: z.object({}) } };

test("each section with its places and who reads it; of those that nobody reads, what would", async () => {
  const folder = makeRig({
    "rigline.config.yaml": "data_dir: d\ngreeter: { word: hello }\n",
    "clabe.yml":
      "greeter: { word: hi }\nwatchdog: { project_name: A }\nbonsai_app: { workflow: x }\notel: { endpoint: x }\nlab: { x: 1 }\n",
  });
  const environment = { RIGLINE_GREETER__WORD: "hey" };
  const told = describeSections(await load(folder, { environment }), [greeter]);
  const places = (line: number): readonly string[] => [`${join(folder, "clabe.yml")}:${line}:1`];
  expect(told).toEqual([
    {
      section: "bonsai_app",
      places: places(3),
      readBy: null,
      why: "@rigline/rig-plugins/bonsai reads it, and is not named in `plugins`",
    },
    {
      section: "greeter",
      places: [
        `${join(folder, "rigline.config.yaml")}:2:1`,
        ...places(1),
        expect.stringContaining("RIGLINE_GREETER__WORD"),
      ],
      readBy: "greeter",
      why: null,
    },
    { section: "lab", places: places(5), readBy: null, why: "no plugin that is known has a section of this name" },
    {
      section: "otel",
      places: places(4),
      readBy: null,
      why: expect.stringMatching(/^it is clabe's alone; telemetry is set by /),
    },
    {
      section: "watchdog",
      places: places(2),
      readBy: null,
      why: expect.stringContaining("@rigline/watchdog-plugin is not loaded"),
    },
  ]);
  expect(renderSections(told)).toContain("greeter     read by the plugin greeter\n");
  expect(renderSections([])).toBe("No section is written.\n");
});

test("a section of clabe's that the config writes without its plugin says which one has it", async () => {
  const config = await load(makeRig({ "rigline.config.yaml": "data_dir: d\nbonsai_app: { workflow: x }\n" }));
  expect(() => checkSections(config, [])).toThrow(
    "bonsai_app: no plugin that is loaded has a section of this name. @rigline/rig-plugins/bonsai has: name it in `plugins`",
  );
});
