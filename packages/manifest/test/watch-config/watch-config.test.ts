import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parseWatchConfig, renderWatchConfig } from "../../src/index.js";
import { catchError } from "../catch-error.js";
import { golden } from "../golden.js";

const FILE = resolve("rig", "watch_config.yml");
const MINIMAL = "flag_dir: /data/flag\nmanifest_complete: /data/complete\n";

describe("parseWatchConfig", () => {
  it("has the defaults of aind-watchdog-service 0.1.9 and our own", () => {
    const { config, ignoredKeys } = parseWatchConfig(golden("watchdog-0.1.9/watch_config_minimal.yml"));
    const { config: written } = parseWatchConfig(golden("watchdog-0.1.9/watch_config_defaults.yml"));
    expect(ignoredKeys).toEqual([]);
    expect(config).toEqual({ ...written, flagDir: "/data/flag", manifestComplete: "/data/complete" });
    expect(config.rigline).toEqual({
      settleSeconds: 2,
      rescanSeconds: 5,
      retry: { attempts: 8, firstDelaySeconds: 2, maxDelaySeconds: 300 },
      verifySource: false,
      checksums: true,
      stayAwake: true,
      bandwidth: [],
      requestTimeoutSeconds: 30,
      jobs: 4,
      order: "oldest",
      patterns: { include: [], exclude: [] },
      alsoTo: [],
      exitWhenIdleSeconds: undefined,
      allowLocalDestination: false,
      notify: [],
      safeBy: undefined,
      ping: undefined,
      follow: false,
      yieldToSessions: true,
      receipts: false,
      stores: {},
      structuredLog: false,
      metricsPort: undefined,
      pagePort: undefined,
    });
    expect(config.misfireGraceSeconds).toBe(10_800);
    expect(config.robocopyArgs[5]).toBe("/log+:C:\\ProgramData\\AIBS_MPE\\aind_watchdog_service\\logs\\robocopy.log");
  });

  it.each(["0.1.5", "0.1.6", "0.1.9"])("reads what %s wrote", (version) => {
    const { config, ignoredKeys } = parseWatchConfig(golden(`watchdog-${version}/watch_config_defaults.yml`));
    expect(ignoredKeys).toEqual([]);
    expect(config.flagDir).toBe("C:\\ProgramData\\AIBS_MPE\\aind_watchdog_service\\manifests");
    expect(config.checksum).toEqual({
      mode: "crc32",
      maxRetries: 3,
      chunkSize: 1_048_576,
      fileSizeThreshold: 10_485_760,
    });
  });

  it("starts relative folders at the file's", () => {
    const { config } = parseWatchConfig("flag_dir: flags\nmanifest_complete: ../done\n", { file: FILE });
    expect(config.flagDir).toBe(resolve("rig", "flags"));
    expect(config.manifestComplete).toBe(resolve("done"));
    const absolute = join(resolve("elsewhere"), "flags");
    const text = JSON.stringify({ flag_dir: absolute, manifest_complete: absolute });
    expect(parseWatchConfig(text, { file: FILE }).config.flagDir).toBe(absolute);
  });

  it.each(["flag_dir", "manifest_complete"])("refuses a %s that is no path of this system, with its line", (key) => {
    const foreign = process.platform === "win32" ? "/mnt/flags" : "C:\\Users\\svc_rig\\flags";
    for (const folder of [foreign, "~/flags", "%PROGRAMDATA%/flags", "$HOME/flags"]) {
      const keys = { flag_dir: "flags", manifest_complete: "done", [key]: folder };
      const text = Object.entries(keys).map(([name, value]) => `${name}: '${value}'\n`);
      const error = catchError(() => parseWatchConfig(text.join(""), { file: FILE }));
      expect(error).toMatchObject({
        code: "WATCH_CONFIG_VALUE_INVALID",
        where: { file: FILE, line: key === "flag_dir" ? 1 : 2, path: key },
      });
      expect(error.message).toContain(`${key}: ${JSON.stringify(folder)} can't be used as a path`);
    }
  });

  it("says what a backslash in double quotes is", () => {
    const text = 'flag_dir: "/rig/flags\\new\\test"\nmanifest_complete: done\n';
    expect(catchError(() => parseWatchConfig(text, { file: FILE })).message).toMatch(/double quotes .* backslash/);
  });

  it("ignores and lists other keys, also those of old versions", () => {
    const text = `flag_dir: flag\nmanifest_complete: complete\nwebhook_url: http://x\nwhatever: 1\nriglin: {}\n`;
    const { config, ignoredKeys, notices } = parseWatchConfig(text, { file: resolve("w.yml") });
    expect(ignoredKeys).toEqual(["whatever", "riglin"]);
    expect(notices).toEqual([
      `${resolve("w.yml")}:4:1: the key "whatever" is ignored: no watch config has it.`,
      `${resolve("w.yml")}:5:1: the key "riglin" is ignored: no watch config has it. Did you mean "rigline"?`,
    ]);
    expect(config.webhookUrl).toBe("http://x");
  });

  it("knows one format of custody, and none when it is absent", () => {
    const custody = (text: string) => parseWatchConfig(`${MINIMAL}rigline: {${text}}\n`).config.rigline.custody;
    expect([custody("custody: asc-mhl"), custody("jobs: 1")]).toEqual(["asc-mhl", undefined]);
    expect(() => custody("custody: mhl")).toThrow("asc-mhl");
  });

  it("takes nulls where the service does", () => {
    const { config } = parseWatchConfig(`${MINIMAL}misfire_grace_time_s: null\nstructured_log_file: null\n`);
    expect(config.misfireGraceSeconds).toBeNull();
    expect(config.structuredLogFile).toBeNull();
  });

  it("reads our settings", () => {
    const rigline =
      "rigline:\n  settle_seconds: 0.5\n  retry: {attempts: 3}\n  exit_when_idle_seconds: 60\n  rescan_seconds: 1\n";
    expect(parseWatchConfig(MINIMAL + rigline).config.rigline).toEqual({
      settleSeconds: 0.5,
      rescanSeconds: 1,
      retry: { attempts: 3, firstDelaySeconds: 2, maxDelaySeconds: 300 },
      verifySource: false,
      checksums: true,
      stayAwake: true,
      bandwidth: [],
      requestTimeoutSeconds: 30,
      jobs: 4,
      order: "oldest",
      patterns: { include: [], exclude: [] },
      alsoTo: [],
      exitWhenIdleSeconds: 60,
      allowLocalDestination: false,
      notify: [],
      safeBy: undefined,
      ping: undefined,
      follow: false,
      yieldToSessions: true,
      receipts: false,
      stores: {},
      structuredLog: false,
      metricsPort: undefined,
      pagePort: undefined,
    });
  });

  it.each([
    ["rigline: {settle_second: 1}\n", "rigline.settle_second", 'Did you mean "settle_seconds"?'],
    ["rigline:\n  retry:\n    attempt: 1\n", "rigline.retry.attempt", 'Did you mean "attempts"?'],
    ["rigline: {zzz: 1}\n", "rigline.zzz", "no setting"],
  ])("is strict about our own: %j", (text, path, message) => {
    const error = catchError(() => parseWatchConfig(MINIMAL + text, { file: FILE }));
    expect(error).toMatchObject({ code: "WATCH_CONFIG_UNKNOWN_KEY", where: { file: FILE, path }, exitCode: 3 });
    expect(error.where.line).toBeGreaterThanOrEqual(3);
    expect(error.message).toContain(message);
  });

  it("reads the hours of a limit, and writes them as they are read", () => {
    const hours = [
      { from: "08:00", to: "18:00", mb_per_s: 20 },
      { from: "18:00", to: "08:00", mb_per_s: 0.5 },
    ];
    const { config } = parseWatchConfig(
      `${MINIMAL}rigline: ${JSON.stringify({ bandwidth: hours, verify: "device" })}\n`,
    );
    expect(config.rigline).toMatchObject({ bandwidth: hours, verify: "device" });
    expect(parseWatchConfig(renderWatchConfig(config)).config).toEqual(config);
  });

  it("reads who is told, by what, and where the secrets are", () => {
    const told = `rigline:
  notify:
    - {channel: slack, url: {env: SLACK}}
    - {channel: mail, name: by mail, host: smtp, from: a@b, to: [c@d], password: {file: p.txt}, when: [late]}
  safe_by: "08:00"
  ping: {url: {file: ping.txt}}
`;
    const { config } = parseWatchConfig(`flag_dir: flag\nmanifest_complete: complete\n${told}`, { file: FILE });
    expect(config.rigline).toMatchObject({
      notify: [
        { channel: "slack", url: { env: "SLACK" }, when: ["needs_you", "late", "recovered", "deleted"] },
        { channel: "mail", name: "by mail", password: { file: "p.txt" }, when: ["late"] },
      ],
      safeBy: "08:00",
      ping: { url: { file: "ping.txt" } },
    });
    expect(parseWatchConfig(renderWatchConfig(config), { file: FILE }).config).toEqual(config);
  });

  it.each([
    ["notify: [{channel: slak}]", "rigline.notify[0].channel", /slack/],
    ["notify: [{channel: slack}]", "rigline.notify[0].url", /missing/],
    ["notify: [{channel: slack, url: {env: A}, host: b}]", "rigline.notify[0].host", /no key of the channel slack/],
    ["notify: [{channel: slack, urls: {env: A}}]", "rigline.notify[0].urls", /Did you mean "url"/],
    ["notify: [{channel: slack, url: {env: A, file: b}}]", "rigline.notify[0].url", /either/],
    ["notify: [{channel: slack, url: {env: A}}, {channel: slack, url: {env: B}}]", "rigline.notify[1].channel", /name/],
    ["ping: {url: {}}", "rigline.ping.url", /either/],
    ["ping: {uri: {env: A}}", "rigline.ping", /url/],
    [
      "fleet: {url: 'https://ann:hunter2@a.org', token: {env: A}}",
      "rigline.fleet.url",
      /^(?!.*hunter2).*no user, password/s,
    ],
    ["safe_by: noon", "rigline.safe_by", /08:00/],
    ["verify: disk", "rigline.verify", /"cache"\|"device"/],
    ['bandwidth: [{from: "8", to: "18:00", mb_per_s: 2}]', "rigline.bandwidth[0].from", /08:00/],
    ['bandwidth: [{from: "08:00Z", to: "18:00", mb_per_s: 2}]', "rigline.bandwidth[0].from", /clock at the rig/],
    ["bandwidth: [{from: 08:00, to: 18:00, mb_per_s: 2}]", "rigline.bandwidth[0].to", /quote/],
    ['bandwidth: [{from: "08:00", to: "18:00", mb_per_s: 0}]', "rigline.bandwidth[0].mb_per_s", />0/],
    ['bandwidth: [{from: "08:00", to: "18:00", mb: 1, mb_per_s: 2}]', "rigline.bandwidth[0].mb", /mb_per_s/],
    [
      `bandwidth: [${entry("08:00", "18:00")}, ${entry("17:59", "20:00")}]`,
      "rigline.bandwidth[1].from",
      /08:00 to 18:00/,
    ],
    [
      `bandwidth: [${entry("22:00", "06:00")}, ${entry("05:00", "07:00")}]`,
      "rigline.bandwidth[1].from",
      /22:00 to 06:00/,
    ],
    [`bandwidth: [${entry("12:00", "13:00")}, ${entry("00:00", "00:00")}]`, "rigline.bandwidth[1].from", /overlap/],
  ])("refuses %j, and says why", (text, path, why) => {
    const error = catchError(() => parseWatchConfig(`${MINIMAL}rigline:\n  ${text}\n`, { file: FILE }));
    expect(`${error.where.path} ${error.message} ${error.why ?? ""}`).toMatch(why);
    expect(error.where.path).toContain(path);
  });

  it.each([
    "notify: [{channel: slack, url: https://hooks/very-secret}]",
    "notify: [{channel: mail, host: h, from: a@b, to: [c@d], password: very-secret}]",
    "notify: [{channel: slack, url: {env: [very-secret]}}]",
    "ping: {url: https://ping/very-secret}",
  ])("does not repeat a secret that is written out: %j", (text) => {
    const error = catchError(() => parseWatchConfig(`${MINIMAL}rigline:\n  ${text}\n`, { file: FILE }));
    expect(error.code).toBe("WATCH_CONFIG_VALUE_INVALID");
    expect(`${error.message} ${error.why} ${JSON.stringify(error.where)}`).not.toContain("very-secret");
  });

  it.each([
    ["misfire_grace_time_s: soon", "misfire_grace_time_s"],
    ["windows_copy_utility: xcopy", "windows_copy_utility"],
    ["robocopy_args: /e", "robocopy_args"],
    ["robocopy_args: [1]", "robocopy_args[0]"],
    ["checksum_parameters: {mode: md5}", "checksum_parameters.mode"],
    ["checksum_parameters: {max_retries: 1.5}", "checksum_parameters.max_retries"],
    ["rigline: 5", "rigline"],
    ["rigline: {settle_seconds: -1}", "rigline.settle_seconds"],
    ["rigline: {rescan_seconds: 0}", "rigline.rescan_seconds"],
    ["rigline: {retry: {attempts: 0}}", "rigline.retry.attempts"],
    ["rigline: {request_timeout_seconds: 20:00:00}", "rigline.request_timeout_seconds"],
  ])("refuses %j at its line", (line, path) => {
    const error = catchError(() => parseWatchConfig(`${MINIMAL}${line}\n`, { file: FILE }));
    expect(error).toMatchObject({ code: "WATCH_CONFIG_VALUE_INVALID", where: { path, line: 3 } });
  });

  it("needs both folders", () => {
    const error = catchError(() => parseWatchConfig("flag_dir: /x\n", { file: FILE }));
    expect(error).toMatchObject({ code: "WATCH_CONFIG_KEY_MISSING", where: { path: "manifest_complete" } });
    expect(catchError(() => parseWatchConfig("flagdir: /x\nmanifest_complete: /y\n")).message).toBe(
      'the watch config: the key flag_dir is missing; there is "flagdir": did you mean "flag_dir"?',
    );
    expect(catchError(() => parseWatchConfig("flag_dir: ''\nmanifest_complete: /x\n")).where.path).toBe("flag_dir");
    expect(catchError(() => parseWatchConfig("", { file: FILE })).code).toBe("DOCUMENT_EMPTY");
  });
});

function entry(from: string, to: string): string {
  return JSON.stringify({ from, to, mb_per_s: 1 });
}

describe("renderWatchConfig", () => {
  it("is read back the same", () => {
    const text = `${MINIMAL}structured_log_file: null\nwebhook_url: x\nrigline: {exit_when_idle_seconds: 0, retry: {attempts: 1}}\n`;
    for (const source of [text, MINIMAL, golden("watchdog-0.1.9/watch_config_defaults.yml")]) {
      const { config } = parseWatchConfig(source);
      expect(parseWatchConfig(renderWatchConfig(config)).config).toEqual(config);
    }
  });

  it("leaves out what a reader fills in by itself", () => {
    const rendered = (text: string): string => renderWatchConfig(parseWatchConfig(text).config);
    expect(rendered(MINIMAL)).toBe('flag_dir: "/data/flag"\nmanifest_complete: "/data/complete"\n');
    expect(rendered("flag_dir: /flags\nmanifest_complete: /complete\nrigline: {settle_seconds: 0.5}\n")).toBe(
      'flag_dir: "/flags"\nmanifest_complete: "/complete"\nrigline:\n  settle_seconds: 0.5\n',
    );
  });
});
