import { expect, it } from "vitest";
import { joinNames, splitNames } from "../../src/ui/split-names.js";

it.each<[string, string[]]>([
  ["", []],
  ["  ,, ;  ", []],
  ["ada", ["ada"]],
  ["ada grace", ["ada", "grace"]],
  ["ada,grace", ["ada", "grace"]],
  ["ada, grace;  mary ", ["ada", "grace", "mary"]],
  ["Ada Lovelace, Grace Hopper", ["Ada Lovelace", "Grace Hopper"]],
  ["Ada  Lovelace,", ["Ada Lovelace"]],
  ['"Ada Lovelace" grace', ["Ada Lovelace", "grace"]],
  ['"Lovelace, Ada", grace', ["Lovelace, Ada", "grace"]],
  ['"unclosed name', ["unclosed", "name"]],
  ["ada ada", ["ada"]],
])("takes %j apart", (line, names) => {
  expect(splitNames(line)).toEqual(names);
});

it.each([[["ada"]], [["ada", "grace"]], [["Ada Lovelace"]], [["Ada Lovelace", "grace"]], [["Lovelace, Ada", "x;y"]]])(
  "takes apart what it joined: %j",
  (names) => {
    expect(splitNames(joinNames(names))).toEqual(names);
  },
);
