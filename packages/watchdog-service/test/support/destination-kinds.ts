import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import type { Crash } from "./crash-points.mjs";
import { reachRclone } from "./dying-rclone.js";
import { readTree } from "./temporary-folder.js";
import { createRig, type ManifestChoices, type Rig, settingsFor } from "./rig.js";
import { ACCESS_KEY, type S3Server, startS3Server } from "./s3-server.js";
import type { DaemonSettings } from "../../src/config/daemon-settings.js";

/** A rig whose sessions go to a destination of one kind. */
export interface KindOfRig extends Rig {
  readonly settings: DaemonSettings;
  /** Puts the manifest of a session there into the flag folder. */
  give(choices?: ManifestChoices): string;
  /** What is published of `session`, its own lists left out; undefined: nothing is. */
  published(): Record<string, string> | undefined;
  /** Changes a byte of what is there of it, published or not, behind everybody's back; the last one, or as it is said. */
  damage(path: string, how?: Damage): void;
  /** Has a crash reach what the destination itself is asked, and not the daemon's ports alone. */
  reach(crash: Crash): Reached;
  /** All that stands where it is to be, lists and claims too. */
  standing(): readonly string[];
  /** What was wrong of it and was kept when it was brought back. */
  kept(): readonly string[];
  /** What stands where nothing of it belongs. */
  outside(): readonly string[];
  /** Has a stranger write a file where `session` is to be. */
  occupy(): void;
}

/** `rot`: the last byte, and whatever is remembered of the file stays. */
export type Damage = "first byte" | "middle byte" | "last byte" | "shorter" | "longer" | "gone" | "rot";

export interface Reached {
  /** How often each point of the destination was passed that the crash itself does not count. */
  hits(): ReadonlyMap<string, number>;
  /** Dead is dead: what was to be ended may have ended elsewhere. */
  look(): void;
}

export interface DestinationKind {
  readonly name: string;
  /** Why it can't be tried here; undefined: it can. */
  readonly lacks: string | undefined;
  /** By what it is known there that a file arrived. */
  readonly proof: "bytes" | "server-hash" | "read-back";
  /** What it shares with another kind is tried in full only when that is asked for. */
  readonly isSlow?: boolean;
  rig(): KindOfRig;
}

const SESSION = "session";
const LISTS = /^(?:checksums\.sha256|\.rigline\/.*)$/;

function keptIn(destination: string): readonly string[] {
  const folder = join(destination, ".rigline/damaged", SESSION);
  return existsSync(folder) ? Object.keys(readTree(folder)).filter((path) => !path.endsWith("/")) : [];
}

function withoutLists(tree: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !LISTS.test(path) && !path.endsWith("/")));
}

/** Undefined: nothing is left. */
function spoil(content: Uint8Array, how: Damage): Uint8Array | undefined {
  const bytes = Buffer.from(content);
  if (how === "gone") return undefined;
  if (how === "shorter") return bytes.subarray(0, -1);
  if (how === "longer") return Buffer.concat([bytes, Buffer.from("x")]);
  const at = {
    "first byte": 0,
    "middle byte": bytes.length >> 1,
    "last byte": bytes.length - 1,
    rot: bytes.length - 1,
  };
  bytes[at[how]] = (bytes[at[how]] ?? 0) ^ 1;
  return bytes;
}

function spoilFile(file: string, how: Damage): void {
  const { atime, mtime } = statSync(file);
  const bytes = spoil(readFileSync(file), how);
  if (bytes === undefined) return rmSync(file);
  writeFileSync(file, bytes);
  utimesSync(file, atime, mtime);
}

/** What is only asked by the daemon's own ports has no points of its own. */
const NOTHING_REACHED: Reached = { hits: () => new Map(), look: () => {} };

export const folderKind: DestinationKind = {
  name: "a folder",
  lacks: undefined,
  proof: "bytes",
  rig: () => {
    const rig = createRig();
    const target = join(rig.destination, SESSION);
    mkdirSync(rig.destination);
    return {
      ...rig,
      settings: settingsFor(rig, { checksums: true }),
      give: (choices) => rig.hand(SESSION, choices),
      published: () => (existsSync(target) ? withoutLists(readTree(target)) : undefined),
      standing: () => (existsSync(target) ? Object.keys(readTree(target)) : []),
      kept: () => keptIn(rig.destination),
      reach: () => NOTHING_REACHED,
      damage: (path, how = "last byte") => {
        // Before it is published its copy grows beside that place.
        const [grown = target] = execFileSync("find", [rig.destination, "-path", `*/${path}`])
          .toString()
          .split("\n");
        const published = join(target, path);
        spoilFile(existsSync(target) ? published : grown, how);
      },
      outside: () => Object.keys(readTree(rig.destination)).filter((path) => !/^(?:session|\.rigline)\//.test(path)),
      occupy: () => {
        mkdirSync(target);
        writeFileSync(join(target, "theirs.txt"), "theirs");
      },
    };
  },
};

/** One server for a file of tests: each rig has a prefix of its own. */
export function s3Kind(server: () => S3Server, keepsChecksums: boolean): DestinationKind {
  let count = 0;
  return {
    name: keepsChecksums ? "S3" : "S3 that keeps no checksums",
    lacks: undefined,
    proof: keepsChecksums ? "server-hash" : "read-back",
    isSlow: !keepsChecksums,
    rig: () => {
      server().keepsChecksums = keepsChecksums;
      const rig = createRig();
      count += 1;
      const prefix = `stage/${keepsChecksums ? "k" : "n"}${count}`;
      const within = `lab/${prefix}/${SESSION}/`;
      const { objects, endpoint } = server();
      const inPlace = (): [string, string][] =>
        [...objects].flatMap(([key, { body }]) =>
          key.startsWith(within) ? [[key.slice(within.length), body.toString("latin1")]] : [],
        );
      return {
        ...rig,
        settings: settingsFor(rig, { stores: { s3: { endpoint, pathStyle: true } } }),
        give: ({ notes, ...choices } = {}) =>
          rig.hand(SESSION, { ...choices, notes: { rigline_remote: `s3://lab/${prefix}`, ...notes } }),
        published: () => {
          const tree = Object.fromEntries(inPlace());
          return ".rigline/whole.json" in tree ? withoutLists(tree) : undefined;
        },
        standing: () => inPlace().map(([path]) => path),
        kept: () => [...objects.keys()].filter((key) => key.startsWith(`lab/${prefix}/.rigline/damaged/${SESSION}/`)),
        reach: (crash) => {
          server().fault = ({ operation }) => {
            const passes = (name: string): boolean => {
              try {
                crash.pass(name);
                return true;
              } catch {
                return false;
              }
            };
            if (!passes(`before ${operation}`)) return "lose";
            return passes(`after ${operation}`) ? undefined : "lose answer";
          };
          onTestFinished(() => void (server().fault = () => undefined));
          return NOTHING_REACHED;
        },
        damage: (path, how = "last byte") => {
          const object = objects.get(within + path);
          if (object === undefined) throw new Error(`${path} is not there`);
          const body = spoil(object.body, how);
          if (body === undefined) return void objects.delete(within + path);
          if (how === "rot") return void objects.set(within + path, { ...object, body: Buffer.from(body) });
          // Whoever writes there leaves another checksum and another version.
          const checksum = object.checksum === undefined ? undefined : "AAAA";
          objects.set(within + path, { body: Buffer.from(body), checksum, etag: `"${Math.random()}"` });
        },
        outside: () =>
          [...objects.keys()].filter(
            (key) => !/^lab\/stage\/[kn]\d+\/(?:session|\.rigline\/damaged\/session)\//.test(key),
          ),
        occupy: () =>
          void objects.set(`${within}theirs.txt`, { body: Buffer.from("theirs"), etag: '"t"', checksum: undefined }),
      };
    },
  };
}

function rcloneVersion(): string | undefined {
  try {
    return execFileSync("rclone", ["version"], { stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .split("\n")[0];
  } catch {
    return undefined;
  }
}

const lacksRclone = rcloneVersion() === undefined ? "rclone is not installed here" : undefined;

/** By rclone into a folder, which is as far from it as any remote: rclone alone looks into it. */
export const rcloneKind: DestinationKind = {
  name: lacksRclone === undefined ? "rclone" : `rclone, but ${lacksRclone}`,
  lacks: lacksRclone,
  proof: "read-back",
  isSlow: true,
  rig: () => {
    const rig = createRig();
    const root = join(rig.root, "remote");
    return rcloneRig(rig, root, { remote: `rclone::local:${root}/stage` });
  },
};

/** By rclone over a real protocol, to a server of rclone's own that has each rig's files in a folder. */
function sftpKind(server: () => SftpServer): DestinationKind {
  let count = 0;
  return {
    name: "rclone by SFTP",
    lacks: lacksRclone,
    proof: "read-back",
    isSlow: true,
    rig: () => {
      const { folder, config } = server();
      count += 1;
      const remote = `rclone:nas:rig${count}/stage`;
      return rcloneRig(createRig(), join(folder, `rig${count}`), { remote, config });
    },
  };
}

/** `root`: where what lies in the remote is really. */
function rcloneRig(
  rig: Rig,
  root: string,
  { remote, config }: { readonly remote: string; readonly config?: string },
): KindOfRig {
  const target = join(root, "stage", SESSION);
  return {
    ...rig,
    settings: settingsFor(rig, config === undefined ? {} : { stores: { rclone: { config } } }),
    give: ({ notes, ...choices } = {}) =>
      rig.hand(SESSION, { ...choices, notes: { rigline_remote: remote, ...notes } }),
    published: () => (existsSync(join(target, ".rigline/whole.json")) ? withoutLists(readTree(target)) : undefined),
    standing: () => (existsSync(target) ? Object.keys(readTree(target)) : []),
    kept: () => keptIn(join(root, "stage")),
    reach: (crash) => reachRclone(rig.root, crash),
    damage: (path, how = "last byte") => spoilFile(join(target, path), how),
    outside: () =>
      existsSync(root) ? Object.keys(readTree(root)).filter((path) => !path.startsWith("stage/session/")) : [],
    occupy: () => {
      mkdirSync(target, { recursive: true });
      writeFileSync(join(target, "theirs.txt"), "theirs");
    },
  };
}

/** `config`: of rclone, in which the server is the remote `nas`. */
interface SftpServer {
  /** What it serves. */
  readonly folder: string;
  readonly config: string;
}

/** Such a server for as long as a file of tests runs. */
function lendSftpServer(give: (server: SftpServer) => void): void {
  let end: () => Promise<void> = () => Promise.resolve();
  beforeAll(async () => {
    const root = mkdtempSync(join(tmpdir(), "rigline-sftp-"));
    const folder = join(root, "served");
    mkdirSync(folder);
    const child = spawn(
      "rclone",
      ["serve", "sftp", folder, "--addr", "127.0.0.1:0", "--user", "rig", "--pass", "open", "--dir-cache-time", "0s"],
      {
        stdio: ["ignore", "ignore", "pipe"],
        // Its keys are made there. What the tests do behind its back it sees at once.
        env: { ...process.env, XDG_CACHE_HOME: root },
      },
    );
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    end = async () => {
      child.kill();
      await ended;
      rmSync(root, { recursive: true, force: true });
    };
    let said = "";
    // It is listened to for as long as it runs: a program that can't tell its log to anybody any more may end.
    const port = await new Promise<string>((resolve, reject) => {
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        const listening = /listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
        if (listening !== undefined) resolve(listening);
      });
      void ended.then(() => reject(new Error(`rclone serves nothing: ${said}`)));
    });
    const pass = execFileSync("rclone", ["obscure", "open"]).toString().trim();
    const config = join(root, "rclone.conf");
    writeFileSync(config, `[nas]\ntype = sftp\nhost = 127.0.0.1\nport = ${port}\nuser = rig\npass = ${pass}\n`);
    give({ folder, config });
  }, 60_000);
  afterAll(() => end());
}

/** A server and credentials for it as the kit of AWS finds them, for as long as a file of tests runs. */
export function lendS3Server(give: (server: S3Server) => void, ...kind: Parameters<typeof startS3Server>): void {
  let takeBack: () => void;
  let server: S3Server;
  beforeAll(async () => {
    takeBack = lendCredentials();
    server = await startS3Server(...kind);
    give(server);
  });
  afterAll(async () => {
    takeBack();
    await server.close();
  });
}

function lendCredentials(): () => void {
  const names = {
    AWS_ACCESS_KEY_ID: ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_MAX_ATTEMPTS: "1",
    // Nothing of whoever runs the tests.
    AWS_CONFIG_FILE: "/nonexistent",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
  };
  const before = Object.fromEntries(Object.keys(names).map((name) => [name, process.env[name]]));
  Object.assign(process.env, names);
  return () => {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  };
}

/** Each kind, with the servers that it takes, for as long as a file of tests runs. `inFull`: those too that take their time. */
export function lendKinds(inFull: boolean): readonly DestinationKind[] {
  let server: S3Server;
  let sftp: SftpServer;
  lendS3Server((lent) => (server = lent));
  if (inFull && lacksRclone === undefined) lendSftpServer((lent) => (sftp = lent));
  return [
    folderKind,
    s3Kind(() => server, true),
    s3Kind(() => server, false),
    rcloneKind,
    // Another protocol says nothing of us that a folder behind rclone does not, but that rclone has it.
    ...(inFull ? [sftpKind(() => sftp)] : []),
  ];
}
