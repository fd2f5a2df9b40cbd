import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { hostOf, type HttpClient } from "@rigline/foundation/http";
import { HIDDEN } from "@rigline/foundation/redaction";
import type { NotifyChannel, SecretSource, ToldKind } from "@rigline/manifest";
import {
  appriseRequest,
  ntfyRequest,
  slackRequest,
  teamsRequest,
  webhookRequest,
  type ChannelAccess,
  type ChannelRequest,
} from "./channel-requests.js";
import type { Message } from "./message.js";
import { notifyError } from "./notify-errors.js";
import type { NotifySettings } from "./notify-settings.js";
import { sendMail, type MailAccess } from "./send-mail.js";

/** A way to people. */
export interface Channel {
  readonly name: string;
  readonly when: readonly ToldKind[];
  /** Rejects with a coded error, in which no secret is. */
  send(message: Message, signal: AbortSignal): Promise<void>;
}

export interface ChannelPorts {
  readonly http: HttpClient;
  /** Throws NOTIFY_SECRET_MISSING. */
  readonly readSecret: (source: SecretSource) => string;
}

const SEND_MS = 10_000;

const REQUESTS: Readonly<
  Record<Exclude<NotifyChannel["channel"], "mail">, (message: Message, access: ChannelAccess) => ChannelRequest>
> = {
  webhook: webhookRequest,
  slack: slackRequest,
  teams: teamsRequest,
  ntfy: ntfyRequest,
  apprise: appriseRequest,
};

/** The channels of a watch config; the one of aind-watchdog-service's `webhook_url` is the last. */
export function createChannels(
  { channels: given, webhookUrl }: Pick<NotifySettings, "channels" | "webhookUrl">,
  ports: ChannelPorts,
): readonly Channel[] {
  const channels = given.map((channel) => createChannel(channel, ports));
  if (webhookUrl === null || webhookUrl === "") return channels;
  const isSlack = /^https?:\/\/hooks\.slack\.com\//i.test(webhookUrl);
  const setting = { channel: isSlack ? "slack" : "teams", name: "webhook_url", when: DEFAULT_WHEN, url: {} } as const;
  return [...channels, createChannel(setting, { ...ports, readSecret: () => webhookUrl })];
}

const DEFAULT_WHEN: ToldKind[] = ["needs_you", "late", "recovered", "deleted"];

function createChannel(given: NotifyChannel, ports: ChannelPorts): Channel {
  const name = given.name ?? given.channel;
  const { channel } = given;
  return {
    name,
    when: given.when,
    send: async (message, signal) => {
      const secrets: string[] = [];
      const read = (source: SecretSource | undefined): string | undefined => {
        if (source === undefined) return undefined;
        const secret = ports.readSecret(source);
        secrets.push(secret);
        return secret;
      };
      try {
        if (channel === "mail") await sendMail(message, mailAccess(given, read), SEND_MS);
        else await post(ports.http, REQUESTS[channel](message, httpAccess(given, read)), signal);
      } catch (error) {
        signal.throwIfAborted();
        throw without(secrets, error, channel === "mail" ? (given.host ?? "") : undefined);
      }
    },
  };
}

type ReadSecret = (source: SecretSource | undefined) => string | undefined;

function httpAccess({ url, key, token, tag }: NotifyChannel, read: ReadSecret): ChannelAccess {
  const address = requireAddress(read(url) ?? "");
  return { url: address, key: read(key), token: read(token), tag };
}

function mailAccess(
  { host = "", port = 587, from = "", to = [], user, password }: NotifyChannel,
  read: ReadSecret,
): MailAccess {
  return { host, port, from, to, user, password: read(password) };
}

/** What can be posted to. Throws NOTIFY_ADDRESS_INVALID, which does not repeat it. */
export function requireAddress(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw notifyError("NOTIFY_ADDRESS_INVALID", {
    what: "the address that was read is none that begins with https:// or http://",
  });
}

/** Posts, and takes any answer but 2xx for a refusal. Rejects with NOTIFY_REFUSED and NOTIFY_UNREACHABLE, in which only the host is named. */
export async function post(
  http: HttpClient,
  { url, headers, body }: ChannelRequest,
  signal: AbortSignal,
): Promise<void> {
  const host = hostOf(new URL(url));
  let status: number;
  try {
    ({ status } = await http.post(url, { headers, body, timeoutMs: SEND_MS, signal }));
  } catch (cause) {
    signal.throwIfAborted();
    throw notifyError("NOTIFY_UNREACHABLE", { what: `${host} can't be reached`, why: messageOf(cause) });
  }
  if (status >= 200 && status < 300) return;
  throw notifyError("NOTIFY_REFUSED", { what: `${host} answered ${status}` });
}

/** The same failure, coded, in whose words no secret is; without its cause, which may have one. */
function without(secrets: readonly string[], error: unknown, mailHost: string | undefined): RiglineError {
  const hide = (words: string): string =>
    secrets.filter((secret) => secret !== "").reduce((text, secret) => text.replaceAll(secret, HIDDEN), words);
  if (error instanceof RiglineError && isOwn(error.code)) {
    const { code, message: what, why } = error;
    return why === undefined ? error : notifyError(code, { what, why: hide(why) });
  }
  const isRefusal = (error as { readonly responseCode?: unknown }).responseCode !== undefined;
  return notifyError(isRefusal ? "NOTIFY_REFUSED" : "NOTIFY_UNREACHABLE", {
    what: mailHost === undefined ? "the channel did not take it" : `${mailHost} did not take the mail`,
    why: hide(messageOf(error).split("\n")[0] ?? ""),
  });
}

function isOwn(code: string): code is keyof typeof notifyError.table {
  return Object.hasOwn(notifyError.table, code);
}
