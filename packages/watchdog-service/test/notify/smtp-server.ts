import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface SmtpServer {
  readonly port: number;
  /** Each as it came, with its headers. */
  readonly mails: readonly { readonly to: readonly string[]; readonly text: string }[];
}

/** As much of a mail server as takes a mail, on loopback. `refusal`: what it answers to every recipient. */
export async function startSmtpServer(refusal?: string): Promise<SmtpServer> {
  const mails: { to: readonly string[]; text: string }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let unread = "";
    let to: string[] = [];
    let text: string | undefined;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    const hear = (line: string): void => {
      if (text !== undefined) {
        if (line !== ".") text += `${line}\n`;
        else {
          mails.push({ to, text });
          [to, text] = [[], undefined];
          say("250 taken");
        }
      } else if (/^EHLO/i.test(line)) say("250 loopback");
      else if (/^RCPT/i.test(line)) {
        to.push(/<(.*)>/.exec(line)?.[1] ?? "");
        say(refusal ?? "250 ok");
      } else if (/^DATA/i.test(line)) {
        text = "";
        say("354 go on");
      } else if (/^STARTTLS/i.test(line)) say("502 not here");
      else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
      else say("250 ok");
    };
    socket.on("data", (chunk) => {
      const lines = (unread + chunk.toString()).split("\r\n");
      unread = lines.pop() ?? "";
      for (const line of lines) hear(line);
    });
    socket.on("error", () => {});
    say("220 loopback");
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, mails };
}
