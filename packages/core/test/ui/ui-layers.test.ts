import { expect, test } from "vitest";
import { askInTurn, countQuestions } from "../../src/ui/ui-layers.js";
import { createScriptedUi } from "../../src/testing/scripted-ui.js";

test("one question is open at a time, in order, and one that fails does not keep the next from being asked", async () => {
  const open: { readonly key: string; readonly settle: (answer: string | Error) => void }[] = [];
  const ask = ({ key }: { readonly key: string }): Promise<string> =>
    new Promise((resolve, reject) =>
      open.push({ key, settle: (answer) => (answer instanceof Error ? reject(answer) : resolve(answer)) }),
    );
  const ui = askInTurn({ ...createScriptedUi({ sure: true }), text: ask, pick: ask });

  const first = ui.text({ key: "rig", message: "Which rig?" });
  const second = ui.pick({ key: "task", message: "Which task?", choices: [{ value: "a" }] });
  const third = ui.confirm({ key: "sure", message: "Sure?" });
  await new Promise(setImmediate);
  expect(open.map(({ key }) => key)).toEqual(["rig"]);

  open[0]?.settle(new Error("cancelled"));
  await expect(first).rejects.toThrow("cancelled");
  await new Promise(setImmediate);
  expect(open.map(({ key }) => key)).toEqual(["rig", "task"]);

  open[1]?.settle("a");
  expect(await second).toBe("a");
  expect(await third).toBe(true);
});

test("a question counts from when it is asked until it is answered, or fails", async () => {
  const questions = { count: 0 };
  const seen: number[] = [];
  const ask = async (): Promise<string> => {
    seen.push(questions.count);
    await Promise.resolve();
    if (seen.length === 3) throw new Error("cancelled");
    return "left";
  };
  const ui = countQuestions({ ...createScriptedUi({}), text: ask }, questions);
  const both = [ui.text({ key: "one", message: "One" }), ui.text({ key: "two", message: "Two" })];
  expect(questions.count).toBe(2);
  expect(await Promise.all(both)).toEqual(["left", "left"]);
  expect(questions.count).toBe(0);
  await expect(ui.text({ key: "three", message: "Three" })).rejects.toThrow("cancelled");
  expect(questions.count).toBe(0);
});
