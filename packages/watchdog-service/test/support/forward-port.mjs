// In a machine of its own: whoever connects to a port here is connected to a socket file, which is everywhere the same.
import { connect, createServer } from "node:net";

const server = createServer((socket) => {
  const to = connect(process.env.FORWARD_TO);
  for (const [one, other] of [
    [socket, to],
    [to, socket],
  ]) {
    one.pipe(other);
    one.on("error", () => other.destroy());
  }
});
await new Promise((resolve) => server.listen(Number(process.env.FORWARD_PORT), "127.0.0.1", resolve));
server.unref();
