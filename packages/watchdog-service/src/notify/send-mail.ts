import { withTodo } from "./channel-requests.js";
import type { Message } from "./message.js";

export interface MailAccess {
  readonly host: string;
  readonly port: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** Encrypted from its beginning, by the registry of ports; any other may become so by STARTTLS. */
const ENCRYPTED_PORT = 465;

/** Rejects with what the server or the network says. A password is never sent in the open. */
export async function sendMail(message: Message, access: MailAccess, timeoutMs: number): Promise<void> {
  const { host, port, user, password, from, to } = access;
  const { id, title } = message;
  // Loaded by the first mail: most rigs send none.
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    host,
    port,
    secure: port === ENCRYPTED_PORT,
    requireTLS: password !== undefined,
    ...(user === undefined ? {} : { auth: { user, pass: password ?? "" } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // Nothing of a message is an address of a file or a page to be read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const messageId = `<${id}@${from.slice(from.lastIndexOf("@") + 1).replace(/>$/, "")}>`;
    await transport.sendMail({ from, to: [...to], subject: title, text: withTodo(message), messageId });
  } finally {
    transport.close();
  }
}
