import { expect, test } from "vitest";
import { FieldSchema, messageOfField, whyUnusual } from "../../src/forms/field.js";

test("a number is unusual outside its range, and far from the last one", () => {
  const field = FieldSchema.parse({
    name: "weight_before",
    ask: "number",
    unit: "g",
    warn_below: 15,
    warn_above: 40,
    warn_change_percent: 10,
  });
  expect(messageOfField(field)).toBe("Weight before");
  expect(whyUnusual(field, 14.9, 20)).toBe("below 15 g");
  expect(whyUnusual(field, 40.1, undefined)).toBe("above 40 g");
  expect(whyUnusual(field, 17.9, 20)).toBe("11 % less than the last time (20 g)");
  expect(whyUnusual(field, 22.1, 20)).toBe("11 % more than the last time (20 g)");
  for (const [answer, last] of [
    [18, 20],
    [20, 0],
    [20, undefined],
  ] as const)
    expect(whyUnusual(field, answer, last)).toBeUndefined();
  expect(whyUnusual(field, "heavy", 20)).toBeUndefined();
});

test("what is picked needs choices, and names are those of columns", () => {
  expect(FieldSchema.safeParse({ name: "side", ask: "pick" }).success).toBe(false);
  expect(FieldSchema.safeParse({ name: "Side of lick" }).success).toBe(false);
});
