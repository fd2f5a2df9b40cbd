import { mutantsOf } from "../mutant.js";

/** Mistakes about data that go to more than one destination. */
export const SERVICE_FURTHER = mutantsOf("watchdog-service", [
  {
    name: "let a session end before its data are at a second destination that is needed",
    file: "further/await-copies.ts",
    find: "copy.needed || (deletes",
    replace: "(deletes",
    notSimulated: "oneDestination",
    killer: {
      file: "further/also-to.test.ts",
      test: "a second server that is away holds up neither the first copy nor the submission; the end of the session waits for it",
    },
  },
  {
    name: "delete a source of which a needed copy was given up",
    file: "attempt/delete-source.ts",
    find: "whatCopiesLack({ state, copies }, { readsBack: true })",
    replace: "whatCopiesLack({ state: { ...state, further: undefined } }, { readsBack: true })",
    notSimulated: "oneDestination",
    killer: {
      file: "further/also-to.test.ts",
      test: "who gives up a copy that is needed lets the session come to its end, and keeps its source",
    },
  },
  {
    name: "delete a source that a needed copy has as it was before",
    file: "attempt/delete-source.ts",
    find: "agreeing(ledger, copies)",
    replace: "ledger",
    notSimulated: "oneDestination",
    killer: {
      file: "further/also-to.test.ts",
      test: "a source that is in the second copy as it was before is not deleted",
    },
  },
  {
    name: "delete a source under a copy that is on its way",
    file: "further/await-copies.ts",
    find: "|| (deletes && goesOn(copy))",
    replace: "",
    notSimulated: "oneDestination",
    killer: {
      file: "further/also-to.test.ts",
      test: "one that is not needed and is on its way is waited for, for nothing would be left to make it from",
    },
  },
  {
    name: "take one folder under two names for two copies",
    file: "attempt/attempt.ts",
    find: "await requireApart(attempt);",
    replace: "",
    notSimulated: "oneDestination",
    killer: {
      file: "further/also-to.test.ts",
      test: "the same folder under another name is no second one: its copy is parked, the session goes on to its submission",
    },
  },
  {
    name: "write a derived manifest over somebody else's file",
    file: "further/derive-copies.ts",
    find: "if (!isDerived(bytes, session)) refuseName(path, session);",
    replace: "",
    notSimulated: "oneDestination",
    killer: {
      file: "further/also-to.test.ts",
      test: "a file of somebody else under the name of the derived manifest is never replaced, and the first copy goes on",
    },
  },
  {
    name: "tell a session safe before its data are at a second destination that is needed",
    file: "notify/job-news.ts",
    find: "submission !== undefined && owed === undefined",
    replace: "submission !== undefined",
    notSimulated: "nobody",
    killer: {
      file: "notify/further-news.test.ts",
      test: "a session is told safe, and pinged, when each copy that is needed is there, and its copies are not told by themselves",
    },
  },
]);
