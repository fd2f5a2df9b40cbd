import { createHmac } from "node:crypto";
import { isTrouble, type Message } from "./message.js";

/** What is posted, and where to. */
export interface ChannelRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The address, and what else a channel was given. */
export interface ChannelAccess {
  readonly url: string;
  readonly key?: string | undefined;
  readonly token?: string | undefined;
  readonly tag?: string | undefined;
}

function toJson(url: string, { id }: Message, body: object, headers: Record<string, string> = {}): ChannelRequest {
  return {
    url,
    headers: { "content-type": "application/json; charset=utf-8", "idempotency-key": id, ...headers },
    body: JSON.stringify(body),
  };
}

/** All that is known, for programs; signed where there is a key. */
export function webhookRequest(message: Message, { url, key }: ChannelAccess): ChannelRequest {
  const request = toJson(url, message, message);
  if (key === undefined) return request;
  const signature = createHmac("sha256", key).update(request.body).digest("hex");
  return { ...request, headers: { ...request.headers, "x-rigline-signature": `sha256=${signature}` } };
}

/** An incoming webhook of Slack's: https://api.slack.com/messaging/webhooks. */
export function slackRequest(message: Message, { url }: ChannelAccess): ChannelRequest {
  const { title, text, todo } = message;
  // The three signs that Slack reads as its own: https://api.slack.com/reference/surfaces/formatting.
  const escape = (words: string): string =>
    words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const section = (words: string): object => ({
    type: "section",
    text: { type: "mrkdwn", text: words.slice(0, 3000) },
  });
  const blocks = [
    section(`*${escape(title)}*`),
    section(escape(text)),
    ...(todo === undefined ? [] : [section(`*To do:* ${escape(todo)}`)]),
  ];
  return toJson(url, message, { text: escape(title), blocks });
}

/** An Adaptive Card, as the workflows of Teams take it: https://adaptivecards.io/explorer. */
export function teamsRequest(message: Message, { url }: ChannelAccess): ChannelRequest {
  const { title, text, todo, about } = message;
  const block = (words: string, more: object = {}): object => ({ type: "TextBlock", text: words, wrap: true, ...more });
  const body = [
    block(title, { size: "Medium", weight: "Bolder", color: isTrouble(about) ? "Attention" : "Good" }),
    // A single break is none in its Markdown.
    ...text.split("\n").map((line) => block(line)),
    ...(todo === undefined ? [] : [block(`To do: ${todo}`, { weight: "Bolder" })]),
  ];
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body,
  };
  const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content };
  return toJson(url, message, { type: "message", attachments: [attachment] });
}

/** Published as JSON (https://docs.ntfy.sh/publish/#publish-as-json): headers take no letters but those of English. */
export function ntfyRequest(message: Message, { url, token }: ChannelAccess): ChannelRequest {
  const { title, about } = message;
  const address = new URL(url);
  const parts = address.pathname.split("/").filter((part) => part !== "");
  const topic = parts.pop() ?? "";
  address.pathname = `/${parts.join("/")}`;
  const [priority, tag] = isTrouble(about) ? [4, "warning"] : [3, "white_check_mark"];
  const body = { topic, title, message: withTodo(message), priority, tags: [tag] };
  return toJson(address.href, message, body, token === undefined ? {} : { authorization: `Bearer ${token}` });
}

/** A stateful address of an Apprise API server, `…/notify/KEY`: https://github.com/caronc/apprise-api. */
export function appriseRequest(message: Message, { url, tag }: ChannelAccess): ChannelRequest {
  const { title, about } = message;
  const type = about === "test" ? "info" : isTrouble(about) ? "warning" : "success";
  const body = { title, body: withTodo(message), type, format: "text", ...(tag === undefined ? {} : { tag }) };
  return toJson(url, message, body);
}

/** What channels without a place of its own for what is to be done have. */
export function withTodo({ text, todo }: Message): string {
  return todo === undefined ? text : `${text}\nTo do: ${todo}`;
}
