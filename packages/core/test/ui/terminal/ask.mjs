// Asks what its argument says, and prints each answer as a line of JSON. SIGHUP and SIGTERM are left to the prompts, as the launcher does.
import { writeFileSync } from "node:fs";
import { createLogger, systemClock } from "@rigline/foundation/platform";
import { createEventBus } from "../../../dist/events/event-bus.js";
import { createUi } from "../../../dist/ui/create-ui.js";

const { questions, remembered = {}, subject, noInput = false, report } = JSON.parse(process.argv[2]);
const now = () => new Date();
const controller = new AbortController();
for (const signal of ["SIGHUP", "SIGTERM"]) process.on(signal, () => controller.abort());
const events = createEventBus({ log: createLogger("rigline", [], now), now });
const told = [];
events.on("prompt.answered", (event) => told.push(event));
const ui = createUi({
  input: process.stdin,
  output: process.stderr,
  noInput,
  clock: systemClock,
  events,
  subject: () => subject,
  memory: {
    history: (key) => remembered[key] ?? [],
    lastOf: (whose, key) => remembered[`${whose}/${key}`]?.[0],
    remember: (key, answer, whose) => {
      for (const name of [key, ...(whose === undefined ? [] : [`${whose}/${key}`])])
        remembered[name] = [answer, ...(remembered[name] ?? [])];
    },
  },
  signal: controller.signal,
});
try {
  for (const { kind, pause, digits, ...question } of questions) {
    if (pause) {
      await new Promise((resolve) => {
        const alive = setInterval(() => undefined, 1000);
        process.once("SIGUSR2", () => resolve(clearInterval(alive)));
        console.log("working");
      });
    }
    if (digits) question.validate = (value) => (/^\d+$/.test(value) ? undefined : "only digits, please");
    const answer = await ui[kind](question);
    console.log(`answer ${JSON.stringify(answer)}`);
  }
  console.log(`told ${JSON.stringify(told)}`);
} catch (error) {
  console.log(`failed ${error.code}: ${error.message}; ${error.why ?? ""}; ${error.todo}`);
  process.exitCode = error.exitCode ?? 1;
  if (report) writeFileSync(report, error.code);
}
