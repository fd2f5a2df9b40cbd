import { expectTypeOf, test } from "vitest";
import type { NumberQuestion } from "../../src/ui/questions.js";
import type { Ui } from "../../src/ui/ui.js";

declare const ui: Ui;
const choices = [{ value: "a" }];

test("each kind of question has its kind of answer", () => {
  expectTypeOf(ui.pick({ key: "rig", message: "Rig", choices })).resolves.toEqualTypeOf<string>();
  expectTypeOf(ui.pickMany({ key: "rigs", message: "Rigs", choices })).resolves.toEqualTypeOf<string[]>();
  expectTypeOf(ui.number({ key: "weight", message: "Weight", unit: "g" })).resolves.toEqualTypeOf<number>();
  expectTypeOf(ui.notes({ key: "notes", message: "Notes" })).resolves.toEqualTypeOf<string>();
  expectTypeOf(ui.path({ key: "file", message: "File" })).resolves.toEqualTypeOf<string>();
  expectTypeOf(ui.confirm({ key: "sure", message: "Sure", table: [] })).resolves.toEqualTypeOf<boolean>();
});

test("a question offers what it takes for an answer", () => {
  // @ts-expect-error -- a text is no number
  void ui.number({ key: "weight", message: "Weight", initial: "21.4" });
  // @ts-expect-error -- one text is not several
  void ui.pickMany({ key: "rigs", message: "Rigs", choices, initial: "a" });
  // @ts-expect-error -- there is nothing else that a path may be of
  void ui.path({ key: "file", message: "File", of: "link" });
  expectTypeOf<NumberQuestion["initial"]>().toEqualTypeOf<number | undefined>();
  // @ts-expect-error -- nobody else's answers are known
  void ui.text({ key: "name", message: "Name", remember: "rig" });
});

test("a form has the answer of each of its fields", () => {
  const asked = ui.form({
    key: "intake",
    fields: {
      weight: { kind: "number", message: "Weight", unit: "g" },
      lasers: { kind: "pickMany", message: "Lasers", choices },
      calm: { kind: "confirm", message: "Calm" },
    },
  });
  expectTypeOf(asked).resolves.toEqualTypeOf<{ weight: number; lasers: string[]; calm: boolean }>();
  // @ts-expect-error -- a text is no number
  void ui.form({ key: "intake", fields: { weight: { kind: "number", message: "Weight", initial: "21.4" } } });
});
