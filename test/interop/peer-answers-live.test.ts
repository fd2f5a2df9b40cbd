import { describe, expect, it } from "vitest";
import { askProgram } from "./ask-program.js";
import { manifestAnswers, requestAnswers } from "./peer-answers.js";
import { INSTALL_TIMEOUT, pythonOf, type Peer } from "./peers.js";

const SERVICES: readonly (readonly [version: string, peer: Peer])[] = [
  ["0.1.5", "watchdog 0.1.5"],
  ["0.1.6", "watchdog 0.1.6"],
  ["0.1.9", "clabe 0.14.1 and watchdog 0.1.9"],
];

describe("the answers that are kept", () => {
  it.each(SERVICES)(
    "are those of aind-watchdog-service %s",
    async (version, peer) => {
      const python = await pythonOf(peer);
      if (python === undefined) return;
      const answers = manifestAnswers();
      const question = Object.fromEntries(
        answers.map(({ name, bytes }) => [name, Buffer.from(bytes).toString("base64")]),
      );
      const real = await askProgram<Record<string, boolean>>(python, "manifest_answers.py", question);
      const kept = Object.fromEntries(answers.map(({ name, takenBy }) => [name, takenBy.includes(version)]));
      expect(kept).toEqual(real);
    },
    INSTALL_TIMEOUT,
  );

  it(
    "are those of aind-data-transfer-service 2.2.2",
    async (context) => {
      const python = await pythonOf("transfer service 2.2.2");
      if (python === undefined) return context.skip("the service can't be installed");
      const answers = requestAnswers();
      const question = Object.fromEntries(answers.map(({ name, request }) => [name, request]));
      const real = await askProgram<Record<string, boolean>>(python, "request_answers.py", question);
      expect(Object.fromEntries(answers.map(({ name, taken }) => [name, taken]))).toEqual(real);
    },
    INSTALL_TIMEOUT,
  );
});
