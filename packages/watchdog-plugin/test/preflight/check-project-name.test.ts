import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { noProxy, systemNetwork } from "@rigline/foundation/http";
import { checkProjectName } from "../../src/preflight/check-project-name.js";

const signal = new AbortController().signal;

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
  expect(
    await checkProjectName(systemNetwork, "Dynamic Routing", await serve(answering(body)), noProxy, signal),
  ).toMatchObject({
    level: "ok",
  });
});

test("a name that is not in the list is an error, with the way it is written when only that differs", async () => {
  const url = await serve(answering('["Dynamic Routing","Other"]'));
  expect(await checkProjectName(systemNetwork, "dynamic routing ", url, noProxy, signal)).toMatchObject({
    level: "error",
    todo: 'Write it as it is known: "Dynamic Routing".',
  });
  expect(await checkProjectName(systemNetwork, "Unheard of", url, noProxy, signal)).toMatchObject({ level: "error" });
});

test.each([
  ["an error of the service", answering("oops", 500), "it answered 500"],
  ["no JSON", answering("<html>"), "JSON"],
  ["no list", answering('{"names":{}}'), "its answer is no list of names"],
  ["a connection that is cut", cutting, "hang up"],
])("%s is a warning: the rig may record", async (_name, listener, why) => {
  expect(await checkProjectName(systemNetwork, "x", await serve(listener), noProxy, signal)).toMatchObject({
    level: "warning",
    message: expect.stringContaining(why),
  });
});

test("a service that is not there is a warning", async () => {
  expect(await checkProjectName(systemNetwork, "x", "http://127.0.0.1:1/project_names", noProxy, signal)).toMatchObject(
    {
      level: "warning",
    },
  );
});
