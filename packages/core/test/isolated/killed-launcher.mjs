// Starts an isolated plugin that never gives its event loop back, prints its process's id, and waits to be killed.
import { startNode } from "../../dist/isolated/start-node.js";

const program = new URL("../../dist/isolated/isolated-main.js", import.meta.url).pathname;
const child = await startNode([program, "./camera.mjs", process.argv[2]], {
  directory: process.cwd(),
  environment: { PATH: process.env.PATH },
  onMessage: () => console.log(child.pid),
  onLine: (line) => console.error(line),
});
child.send({ type: "call", id: 1, hook: "ready", payload: {}, options: {} });
setInterval(() => undefined, 1000);
