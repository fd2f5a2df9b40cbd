// Writes what became of each test file as soon as it is known. A file that hangs ends the run: it is named, with the tests that it
// was in, and the files that are left are run anew.
import { appendFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

/** More than one test and its hooks may take. */
const SILENT_SECONDS = 400;

export default class {
  #open = new Map();

  onTestModuleQueued(module) {
    this.#wait(module);
  }

  onTestCaseReady({ module, fullName }) {
    this.#wait(module, (running) => running.add(fullName));
  }

  onTestCaseResult({ module, fullName }) {
    this.#wait(module, (running) => running.delete(fullName));
  }

  onTestModuleEnd(module) {
    clearTimeout(this.#open.get(module.id)?.timer);
    this.#open.delete(module.id);
    const error = messagesOf(module.errors());
    write({ file: fileOf(module), tests: testsOf(module), ...(error !== "" && { error }) });
  }

  #wait(module, note = () => undefined) {
    const { timer, running } = this.#open.get(module.id) ?? { running: new Set() };
    clearTimeout(timer);
    note(running);
    this.#open.set(module.id, {
      running,
      timer: setTimeout(() => this.#giveUp(module, running), SILENT_SECONDS * 1000),
    });
  }

  #giveUp(module, running) {
    const within = [...running].join(", ") || "no test of it";
    const error = `hangs: nothing of it ended in ${SILENT_SECONDS} s, within ${within}`;
    write({ file: fileOf(module), tests: testsOf(module).filter(({ state }) => state !== "pending"), error });
    process.exit(1);
  }
}

function testsOf(module) {
  return [...module.children.allTests()].map((one) => {
    const { state, errors } = one.result();
    const error = messagesOf(errors);
    return { name: one.fullName, state, ...(error !== "" && { error }) };
  });
}

function messagesOf(errors = []) {
  return errors
    .map(({ message, diff }) => (diff === undefined ? message : `${message}\n${stripVTControlCharacters(diff)}`))
    .join(" | ")
    .slice(0, 2000);
}

function fileOf(module) {
  return module.relativeModuleId.replaceAll("\\", "/");
}

function write(result) {
  appendFileSync(process.env.RIGLINE_WINDOWS_RESULTS, `${JSON.stringify(result)}\n`);
}
