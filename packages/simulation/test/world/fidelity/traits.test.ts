import { expect, test } from "vitest";
import { readGolden } from "./golden.js";
import { modelTraits } from "./model.js";
import { REALITIES } from "./realities.js";
import { UNABLE } from "./traits.js";

test.each(REALITIES)("what $name does at all, the model does at times", ({ name, personality }) => {
  const traits = modelTraits(personality);
  const missing = Object.entries(readGolden(name).traits).filter(
    ([trait, often]) => often !== "never" && traits[trait] === "never",
  );
  expect(missing.map(([trait]) => trait).filter((trait) => UNABLE[name]?.[trait] === undefined)).toEqual([]);
});
