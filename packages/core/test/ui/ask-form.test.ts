import { expect, test } from "vitest";
import { createLogger } from "@rigline/foundation/platform";
import { createEventBus } from "../../src/events/event-bus.js";
import { createScriptedUi, type ScriptedAnswer } from "../../src/testing/scripted-ui.js";
import { readGivenAnswers } from "../../src/ui/given-answers.js";
import { NO_MEMORY } from "../../src/ui/no-memory.js";
import { answerFirst } from "../../src/ui/ui-layers.js";
import type { Ui } from "../../src/ui/ui.js";
import { LauncherConfigSchema } from "../../src/config/launcher-config.js";

type Script = Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>;

async function fill(script: Script, answers: Record<string, string> = {}, interactive = true) {
  const now = (): Date => new Date(0);
  const events = createEventBus({ log: createLogger("rigline", [], now), now });
  const scripted = createScriptedUi(script, { interactive });
  const values = LauncherConfigSchema.parse({ data_dir: "data", answers });
  const given = readGivenAnswers({ values, provenance: new Map(), layers: [] });
  const ui: Ui = answerFirst(scripted, { answers: given, events, memory: NO_MEMORY });
  const filled = ui.form({
    key: "intake",
    fields: {
      weight: { kind: "number", message: "Weight", unit: "g", max: 60 },
      calm: { kind: "confirm", message: "Calm" },
    },
  });
  return { filled: await filled, asked: scripted.asked };
}

test("a form is answered field by field, and confirmed", async () => {
  const { filled, asked } = await fill({ weight: ["heavy", "61 g", "21.4 g"], calm: true, intake: "yes" });
  expect(filled).toEqual({ weight: 21.4, calm: true });
  expect(asked).toEqual(["weight", "calm", "intake"]);
});

test("what is wrong is gone back to, as often as one likes", async () => {
  const { filled, asked } = await fill({
    weight: ["12", "21"],
    calm: [true, false],
    intake: ["weight", "calm", "yes"],
  });
  expect(filled).toEqual({ weight: 21, calm: false });
  expect(asked).toEqual(["weight", "calm", "intake", "weight", "intake", "calm", "intake"]);
});

test("what was given beforehand is neither asked nor changed; where all of it was, nothing is confirmed", async () => {
  const some = await fill({ calm: true, intake: ["weight", "yes"] }, { weight: "21.4" });
  expect(some).toEqual({ filled: { weight: 21.4, calm: true }, asked: ["calm", "intake"] });
  const all = await fill({}, { weight: "21.4", calm: "no" }, false);
  expect(all).toEqual({ filled: { weight: 21.4, calm: false }, asked: [] });
});

test("with nobody to ask, the first field without an answer is named", async () => {
  await expect(fill({}, { weight: "21.4" }, false)).rejects.toMatchObject({
    code: "INPUT_NEEDED",
    todo: "pass --answer calm=…, or set `calm` under `answers` in the config",
  });
});
