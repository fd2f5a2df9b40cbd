import { createHmac } from "node:crypto";
import { createHttpClient, noProxy } from "@rigline/foundation/http";
import { parseWatchConfig, type NotifyChannel } from "@rigline/manifest";
import { describe, expect, test } from "vitest";
import { createChannels, type Channel } from "../../src/notify/channel.js";
import { composeMessage, composeTest } from "../../src/notify/compose-message.js";
import type { JobNews } from "../../src/notify/message.js";
import { notifyError } from "../../src/notify/notify-errors.js";
import { startSmtpServer } from "./smtp-server.js";
import { startTransferService } from "../support/transfer-service.js";

const SENDER = { hostname: "rig-7", configFile: "/rig/watch_config.yml" };

const PARKED: JobNews = {
  name: "614173_2026-07-14",
  about: "needs_you",
  code: "TARGET_EXISTS",
  reason: "/stage/614173 holds <other> data & more",
  todo: "Look which of the two is right; then `rigline-watchdog redrive -c CONFIG NAME`.",
  destination: "/stage/614173/614173_2026-07-14",
  files: 3,
  bytes: 2048,
};

const MESSAGE = composeMessage("0123456789ab", [PARKED], SENDER);

/** The channel of such a setting; secrets are what their variable is called. */
function channelOf(setting: object, secrets: Readonly<Record<string, string>> = {}): Channel {
  const text = JSON.stringify({ flag_dir: "f", manifest_complete: "c", rigline: { notify: [setting] } });
  const { notify } = parseWatchConfig(text).config.rigline;
  return createdFor(notify, null, secrets);
}

function createdFor(
  notify: readonly NotifyChannel[],
  webhookUrl: string | null,
  secrets: Readonly<Record<string, string>>,
): Channel {
  const readSecret = ({ env = "" }: { env?: string | undefined }): string => {
    const secret = secrets[env];
    if (secret === undefined) throw notifyError("NOTIFY_SECRET_MISSING", { what: `${env} is not set` });
    return secret;
  };
  return createChannels({ channels: notify, webhookUrl }, { http: createHttpClient(noProxy), readSecret })[0]!;
}

const send = (channel: Channel, message = MESSAGE): Promise<void> =>
  channel.send(message, new AbortController().signal);

async function receiver(status = 200) {
  const { endpoint, posts } = await startTransferService((response) => response.writeHead(status).end("ok"));
  return { origin: new URL(endpoint).origin, posts };
}

describe("what a message is in the form of each channel", () => {
  test("webhook: all that is known as JSON, signed", async () => {
    const { origin, posts } = await receiver();
    const secrets = { URL: `${origin}/hook`, KEY: "s3cret" };
    await send(channelOf({ channel: "webhook", url: { env: "URL" }, key: { env: "KEY" } }, secrets));
    const { path, headers, body } = posts[0]!;
    expect([path, headers["idempotency-key"]]).toEqual(["/hook", "0123456789ab"]);
    expect(headers["x-rigline-signature"]).toBe(`sha256=${createHmac("sha256", "s3cret").update(body).digest("hex")}`);
    expect(JSON.parse(body)).toEqual({
      id: "0123456789ab",
      about: "needs_you",
      title: "rig-7: 614173_2026-07-14 needs you",
      text: "TARGET_EXISTS: /stage/614173 holds <other> data & more\nDestination: /stage/614173/614173_2026-07-14\nData: 3 files, 2.0 kB",
      todo: 'Look which of the two is right; then `rigline-watchdog redrive -c "/rig/watch_config.yml" 614173_2026-07-14`.',
      rig: "rig-7",
      jobs: [PARKED],
    });
  });

  test("Slack: blocks, with its three signs escaped", async () => {
    const { origin, posts } = await receiver();
    await send(channelOf({ channel: "slack", url: { env: "URL" } }, { URL: `${origin}/services/T/B/x` }));
    const { text, blocks } = JSON.parse(posts[0]!.body) as { text: string; blocks: { text: { text: string } }[] };
    expect(text).toBe("rig-7: 614173_2026-07-14 needs you");
    expect(blocks.map((block) => block.text.text)).toEqual([
      "*rig-7: 614173_2026-07-14 needs you*",
      expect.stringContaining("holds &lt;other&gt; data &amp; more"),
      expect.stringMatching(/^\*To do:\* Look which/),
    ]);
  });

  test("Teams: an Adaptive Card", async () => {
    const { origin, posts } = await receiver(202);
    await send(channelOf({ channel: "teams", url: { env: "URL" } }, { URL: `${origin}/workflows/x?sig=y` }));
    expect(posts[0]!.path).toBe("/workflows/x?sig=y");
    expect(JSON.parse(posts[0]!.body)).toMatchObject({
      type: "message",
      attachments: [
        {
          contentType: "application/vnd.microsoft.card.adaptive",
          content: {
            type: "AdaptiveCard",
            version: "1.4",
            body: [{ type: "TextBlock", text: "rig-7: 614173_2026-07-14 needs you" }, {}, {}, {}, { weight: "Bolder" }],
          },
        },
      ],
    });
  });

  test("ntfy: published as JSON, so that every letter comes through", async () => {
    const { origin, posts } = await receiver();
    const secrets = { URL: `${origin}/lab/rig-alerts`, TOKEN: "tk_1" };
    const channel = channelOf({ channel: "ntfy", url: { env: "URL" }, token: { env: "TOKEN" } }, secrets);
    await send(channel, composeMessage("x", [{ ...PARKED, name: "Mäuse_№7" }], SENDER));
    const { path, headers, body } = posts[0]!;
    expect([path, headers.authorization]).toEqual(["/lab", "Bearer tk_1"]);
    expect(JSON.parse(body)).toMatchObject({
      topic: "rig-alerts",
      title: "rig-7: Mäuse_№7 needs you",
      message: expect.stringContaining("\nTo do: Look which") as string,
      priority: 4,
      tags: ["warning"],
    });
  });

  test("Apprise: an API server's own form", async () => {
    const { origin, posts } = await receiver();
    const setting = { channel: "apprise", url: { env: "URL" }, tag: "rigs" };
    await send(channelOf(setting, { URL: `${origin}/notify/lab` }), composeTest("apprise", new Date(0), SENDER));
    expect(posts[0]!.path).toBe("/notify/lab");
    expect(JSON.parse(posts[0]!.body)).toMatchObject({ type: "info", format: "text", tag: "rigs" });
  });

  test("mail: by a server, under an id that is the same when it is sent again", async () => {
    const { port, mails } = await startSmtpServer();
    const setting = {
      channel: "mail",
      host: "127.0.0.1",
      port,
      from: "Rig 7 <rig7@lab.org>",
      to: ["a@lab.org", "b@lab.org"],
    };
    await send(channelOf(setting));
    expect(mails).toHaveLength(1);
    expect(mails[0]!.to).toEqual(["a@lab.org", "b@lab.org"]);
    expect(mails[0]!.text).toMatch(/^Subject: rig-7: 614173_2026-07-14 needs you$/m);
    expect(mails[0]!.text).toMatch(/^Message-ID: <0123456789ab@lab\.org>$/m);
    expect(mails[0]!.text).toContain("To do: Look which");
  });

  test("the webhook_url of aind-watchdog-service is Teams'", async () => {
    const { origin, posts } = await receiver();
    const channel = createdFor([], `${origin}/workflow`, {});
    await send(channel);
    expect(channel).toMatchObject({ name: "webhook_url", when: ["needs_you", "late", "recovered", "deleted"] });
    expect(JSON.parse(posts[0]!.body)).toMatchObject({ type: "message" });
  });
});

describe("a channel that fails says why, and no secret", () => {
  const failure = (channel: Channel): Promise<unknown> => send(channel).catch((error: unknown) => error);

  test.each([404, 301, 500])("an answer %s", async (status) => {
    const { origin } = await receiver(status);
    const channel = channelOf({ channel: "slack", url: { env: "URL" } }, { URL: `${origin}/services/very-secret` });
    const error = await failure(channel);
    expect(error).toMatchObject({ code: "NOTIFY_REFUSED", message: `127.0.0.1 answered ${status}` });
    expect(JSON.stringify(error)).not.toContain("very-secret");
  });

  test("a service that is not there", async () => {
    const url = "http://127.0.0.1:9/services/very-secret";
    const error = await failure(channelOf({ channel: "slack", url: { env: "URL" } }, { URL: url }));
    expect(error).toMatchObject({ code: "NOTIFY_UNREACHABLE", message: "127.0.0.1 can't be reached" });
  });

  test("a secret that is not set, and one that is no address", async () => {
    const setting = { channel: "slack", url: { env: "URL" } };
    expect(await failure(channelOf(setting))).toMatchObject({ code: "NOTIFY_SECRET_MISSING" });
    const error = await failure(channelOf(setting, { URL: "very-secret" }));
    expect(error).toMatchObject({ code: "NOTIFY_ADDRESS_INVALID" });
    expect((error as Error).message).not.toContain("very-secret");
  });

  test("a mail server that refuses, and one without encryption for a password", async () => {
    const { port } = await startSmtpServer("550 nobody of that name");
    const setting = { channel: "mail", host: "127.0.0.1", port, from: "r@lab.org", to: ["a@lab.org"] };
    const error = await failure(channelOf(setting));
    expect(error).toMatchObject({ code: "NOTIFY_REFUSED", message: "127.0.0.1 did not take the mail" });
    const login = { ...setting, user: "rig", password: { env: "PASSWORD" } };
    // It offers no encryption, and a password does not go without.
    expect(await failure(channelOf(login, { PASSWORD: "hunter2" }))).toMatchObject({
      why: expect.stringMatching(/STARTTLS/) as string,
    });
  });
});

test("several jobs are one message: those that need somebody first", () => {
  const jobs: JobNews[] = [
    { ...PARKED, name: "c", about: "safe", code: undefined, todo: undefined },
    { ...PARKED, name: "b", about: "late", code: undefined, todo: undefined },
    PARKED,
    { ...PARKED, name: "a" },
  ];
  const { title, text, todo, about } = composeMessage("x", jobs, SENDER);
  expect(title).toBe("rig-7: 2 sessions need you, 1 is late, 1 is safe");
  expect(text.split("\n").map((line) => line.split(":")[0])).toEqual([
    "614173_2026-07-14 needs you",
    "a needs you",
    "b is late",
    "c is safe",
  ]);
  expect([about, todo]).toEqual([
    "needs_you",
    'See how each stands: rigline-watchdog status -c "/rig/watch_config.yml"',
  ]);
});
