import { mutantsOf } from "../mutant.js";

export const CORE = mutantsOf("core", [
  {
    name: "let any runner ask to run again",
    file: "runners/restore-runners.ts",
    find: 'definition.phase !== "postSession" || ',
    replace: "",
    killer: {
      file: "runners/restore-runners.test.ts",
      test: "in the phase session whatever it asks: nothing of it runs twice",
    },
  },
]);
