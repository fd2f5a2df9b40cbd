import { mutantsOf } from "../mutant.js";

export const MANIFEST = mutantsOf("manifest", [
  {
    name: "count the failures before a step that was done",
    file: "job/job-state.ts",
    find: "published, ...OVERCOME",
    replace: "published, failure: undefined",
    killer: {
      file: "job/job-state.test.ts",
      test: "counts failures in a row until a step is done or a person puts the job back",
    },
  },
  {
    name: "keep the ledger of another manifest",
    file: "job/job-state.ts",
    find: "this.#ledger.clear();",
    replace: "",
    killer: {
      file: "job/job-state.test.ts",
      test: "begins anew with another manifest's digest, also where the line that accepted it is damaged",
    },
  },
  {
    name: "not see another manifest where its acceptance is damaged",
    file: "job/job-state.ts",
    find: "(before !== undefined && digest !== before)",
    replace: "false",
    killer: {
      file: "job/job-state.test.ts",
      test: "begins anew with another manifest's digest, also where the line that accepted it is damaged",
    },
  },
]);
