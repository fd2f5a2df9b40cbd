import { expect, test } from "vitest";
import { askInTurn } from "../../src/ui/ui-layers.js";
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
