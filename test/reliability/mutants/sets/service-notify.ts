import { mutantsOf } from "../mutant.js";

export const SERVICE_NOTIFY = mutantsOf("watchdog-service", [
  {
    name: "send a message again that a daemon before has sent",
    file: "notify/job-news.ts",
    find: ".filter(({ message }) => !told.has(message))",
    replace: "",
    notSimulated: "nobody",
    killer: {
      file: "notify/notifier.test.ts",
      test: "a message whose sending a daemon did not outlive is sent by the next one under the same id",
    },
  },
  {
    name: "call a job late that waits for its hour",
    file: "notify/job-news.ts",
    find: "state.scheduledUntil ?? own.find",
    replace: "own.find",
    notSimulated: "nobody",
    killer: {
      file: "notify/notifier.test.ts",
      test: "a session that is not safe by the hour is late; one that is told parked, or is safe, is not",
    },
  },
  {
    name: "ping a success that hides what another session needs",
    file: "notify/hand-off-pings.ts",
    find: 'if (trouble === "")',
    replace: "if (true)",
    notSimulated: "nobody",
    killer: {
      file: "notify/dead-mans-switch.test.ts",
      test: "the dead-man's switch hears the beginning and the end of each hand-off, of trouble, and daily",
    },
  },
]);
