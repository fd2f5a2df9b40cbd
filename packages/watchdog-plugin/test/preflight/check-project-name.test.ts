import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { noProxy, systemNetwork } from "@rigline/foundation/http";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { temporaryFolder } from "../support/temporary-folder.js";
import { askForNames, checkProjectName } from "../../src/preflight/check-project-name.js";

const signal = new AbortController().signal;

const clock = createFakeClock();

async function check(name: string, url: string, flagFolder?: string) {
  const answer = await askForNames(systemNetwork, url, noProxy, signal);
  return checkProjectName({ fileSystem: nodeFileSystem, clock }, { name, url, flagFolder }, answer);
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v2/project_names`;
}

const answering =
  (body: string, status = 200): RequestListener =>
  (_request, response) => {
    response.writeHead(status).end(body);
  };

const cutting: RequestListener = (request) => void request.socket.destroy();

test.each(['["Dynamic Routing"]', '{"data":["Dynamic Routing"]}'])("a name in %s is known", async (body) => {
  expect(await check("Dynamic Routing", await serve(answering(body)))).toMatchObject({
    level: "ok",
  });
});

test("a name that is not in the list is an error, with the way it is written when only that differs", async () => {
  const url = await serve(answering('["Dynamic Routing","Other"]'));
  expect(await check("dynamic routing ", url)).toMatchObject({
    level: "error",
    todo: 'Write it as it is known: "Dynamic Routing".',
  });
  expect(await check("Unheard of", url)).toMatchObject({ level: "error" });
});

test.each([
  ["an error of the service", answering("oops", 500), "it answered 500"],
  ["no JSON", answering("<html>"), "JSON"],
  ["no list", answering('{"names":{}}'), "its answer is no list of names"],
  ["a connection that is cut", cutting, "hang up"],
])("%s is a warning: the rig may record", async (_name, listener, why) => {
  expect(await check("x", await serve(listener))).toMatchObject({
    level: "warning",
    message: expect.stringContaining(why),
  });
});

test("a service that is not there is a warning", async () => {
  expect(await check("x", "http://127.0.0.1:1/project_names")).toMatchObject({
    level: "warning",
  });
});

/** A service that has answered once, a day ago, and is away. */
async function askedBefore(names: string) {
  const flagFolder = temporaryFolder();
  const state = { isAway: false };
  const url = await serve((request, response) => (state.isAway ? cutting : answering(names))(request, response));
  await check("Dynamic Routing", url, flagFolder);
  state.isAway = true;
  await clock.advance(86_400_000);
  return { flagFolder, url };
}

test("when the service is away the list that was had last counts, and its age is said", async () => {
  const { flagFolder, url } = await askedBefore('["Dynamic Routing"]');
  expect(await check("Dynamic Routing", url, flagFolder)).toMatchObject({
    level: "ok",
    message: expect.stringMatching(/was known at .* 24 h ago, which can't be asked now: /),
  });
  expect(await check("Dynamic Routin", url, flagFolder)).toMatchObject({
    level: "warning",
    message: expect.stringContaining("none of the 1 projects"),
    todo: expect.stringMatching(/Did you mean "Dynamic Routing"\? It may also be newer than that list\./),
  });
});

test("a list from another address, and one that can't be read or kept, count for nothing", async () => {
  const { flagFolder, url } = await askedBefore('["Dynamic Routing"]');
  const elsewhere = "http://127.0.0.1:1/project_names";
  expect((await check("Dynamic Routing", elsewhere, flagFolder)).level).toBe("warning");
  writeFileSync(join(flagFolder, ".rigline", "project-names.json"), "{");
  expect((await check("Dynamic Routing", url, flagFolder)).level).toBe("warning");
  const file = join(flagFolder, "a file");
  writeFileSync(file, "");
  expect((await check("Dynamic Routing", await serve(answering('["Dynamic Routing"]')), file)).level).toBe("ok");
});
