import { mutantsOf } from "../mutant.js";

export const PAGE = mutantsOf("page", [
  {
    name: "answer the page under any name",
    file: "server/listen.ts",
    find: "if (isOwnHost(request.headers.host)) ",
    replace: "",
    notSimulated: "page",
    killer: {
      file: "server/security.test.ts",
      test: "whoever asks by another name is refused before anything is looked at",
    },
  },
  {
    name: "take a name that begins like this computer's for its own",
    file: "server/own-host.ts",
    find: "(?::\\d{1,5})?$/",
    replace: "/",
    notSimulated: "page",
    killer: {
      file: "server/security.test.ts",
      test: "whoever asks by another name is refused before anything is looked at",
    },
  },
  {
    name: "let a link open the page again",
    file: "server/access.ts",
    find: "this.#codes.delete(given);",
    replace: "",
    notSimulated: "page",
    killer: {
      file: "server/security.test.ts",
      test: "a link opens one visit, once, and its code is out of the address at once",
    },
  },
  {
    name: "let a link open the page for ever",
    file: "server/access.ts",
    find: " || this.#clock.monotonic() > until",
    replace: "",
    notSimulated: "page",
    killer: { file: "server/security.test.ts", test: "a link that is older than two minutes opens nothing" },
  },
  {
    name: "let another port of this computer change something",
    file: "server/page-responses.ts",
    find: 'context.req.header("origin") === origin &&',
    replace: "",
    notSimulated: "page",
    killer: { file: "server/security.test.ts", test: "nothing is changed that the page itself did not ask for" },
  },
  {
    name: "let a form of another page change something",
    file: "server/page-responses.ts",
    find: 'context.req.header("x-rigline") === "page" &&',
    replace: "",
    notSimulated: "page",
    killer: { file: "server/security.test.ts", test: "nothing is changed that the page itself did not ask for" },
  },
  {
    name: "tell what there is to whoever asks",
    file: "server/create-app.ts",
    find: "app.use(requireAccess(parts));",
    replace: "",
    notSimulated: "page",
    killer: { file: "server/security.test.ts", test: "without a visit nothing is told, not even what there is" },
  },
  {
    name: "call what the daemon alone knows safe to delete at the rig",
    file: "feed/answer-questions.ts",
    find: "rows.filter((row) => row.mayDelete)",
    replace: 'rows.filter((row) => row.word === "safe")',
    notSimulated: "page",
    killer: {
      file: "feed/answer-questions.test.ts",
      test: "only what the rig itself calls safe to delete may be deleted",
    },
  },
  {
    name: "call a copy safe that was found damaged since the launcher looked",
    file: "feed/make-rows.ts",
    find: 'damage === undefined && status.word === "safe to delete"',
    replace: 'status.word === "safe to delete"',
    notSimulated: "page",
    killer: { file: "feed/make-rows.test.ts", test: "a copy that was found damaged since is not safe" },
  },
  {
    name: "take a session's name for an option of a command",
    file: "acts/command-of-act.ts",
    find: '"--json", ...options, "--", name]',
    replace: '"--json", ...options, name]',
    notSimulated: "page",
    killer: {
      file: "acts/acts.test.ts",
      test: "a name is one argument, behind what ends the options, whatever is in it",
    },
  },
]);
