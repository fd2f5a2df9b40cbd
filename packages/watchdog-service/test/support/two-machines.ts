import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { FakeLeases } from "../fleet/fake-leases.js";
import { type DaemonProcess, startMachine } from "./daemon-process.js";
import { configure, createRig, type ManifestChoices, manifestText, type Rig } from "./rig.js";

/** Of each machine, at which it reaches the fleet, the transfer service, and a store. */
export const MACHINE_PORT = 7480;

export const areMachinesPossible =
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  spawnSync("unshare", ["--net", "--uts", "ip", "link", "set", "lo", "up"]).status === 0;

/** The fleet, the transfer service and, by its endpoint, a store, at a socket file. */
async function serve(leases: FakeLeases, socket: string, store: string | undefined): Promise<readonly string[]> {
  const posts: string[] = [];
  const answer = async (url: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = "";
    for await (const text of request.setEncoding("utf8")) body += String(text);
    if (url === "/submit") {
      posts.push(String(request.headers["idempotency-key"]));
      response.end("{}");
      return;
    }
    const limits = { headers: {}, timeoutMs: 1000, signal: new AbortController().signal };
    const method = request.method === "GET" ? "GET" : "POST";
    const told = await leases.request(url, { method, body, ...limits });
    response.writeHead(told.status).end(told.body);
  };
  const pass = (url: string, request: IncomingMessage, response: ServerResponse): void => {
    const { method, headers } = request;
    const passed = ask(`${store}${url}`, { method, headers }, (told) => {
      response.writeHead(told.statusCode ?? 500, told.headers);
      told.pipe(response);
    });
    passed.on("error", () => response.destroy());
    request.pipe(passed);
  };
  const server = createServer((request, response) => {
    const { url = "" } = request;
    if (store === undefined || !url.startsWith("/lab")) void answer(url, request, response);
    else pass(url, request, response);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => void server.close());
  return posts;
}

/** At once: two daemons look for it every few milliseconds. */
export function handWhole(rig: Rig, name: string, choices: ManifestChoices): void {
  const written = join(rig.root, "written.yml");
  writeFileSync(written, manifestText(rig, { name, ...choices }));
  renameSync(written, join(rig.flag, `manifest_${name}.yml`));
}

export interface TwoMachines {
  readonly rig: Rig;
  readonly leases: FakeLeases;
  /** The keys of what was posted. */
  readonly posts: readonly string[];
  readonly machines: Readonly<Record<string, DaemonProcess>>;
  /** Stops the one that has the lease, with all it runs. */
  readonly stopHolder: () => StoppedMachine;
}

interface StoppedMachine {
  readonly stopped: DaemonProcess;
  readonly other: DaemonProcess;
  /** Its lease is over, and the other has it when this resolves. */
  readonly expire: () => Promise<void>;
  readonly go: () => void;
  /** The same, and it has seen what has become of its lease when this resolves. */
  readonly wake: () => Promise<void>;
}

/** Two daemons, each as on a machine of its own, that share a flag folder by a lease. `store`: the endpoint of one that is reached as they reach the fleet. */
export async function startTwoMachines(settings: object = {}, store?: string): Promise<TwoMachines> {
  const rig = createRig();
  const leases = new FakeLeases();
  const socket = join(rig.root, "fleet.sock");
  const posts = await serve(leases, socket, store);
  writeFileSync(join(rig.root, "token.txt"), "rlf_x");
  const url = `http://127.0.0.1:${MACHINE_PORT}`;
  const fleet = { url, token: { file: join(rig.root, "token.txt") }, every_seconds: 0.2, lease: "room-3" };
  configure(rig, { fleet, ...settings });
  const machines: Record<string, DaemonProcess> = {};
  for (const host of ["rig-a", "rig-b"]) machines[host] = startMachine(host, MACHINE_PORT, socket, rig.config);
  await Promise.all(Object.values(machines).map((machine) => machine.event("started")));
  await expect.poll(() => leases.holder).toBeDefined();
  const stopHolder = (): StoppedMachine => {
    const [host = ""] = (leases.holder ?? "").split(" ");
    const [stopped, other] = [machines[host], machines[host === "rig-a" ? "rig-b" : "rig-a"]];
    if (stopped === undefined || other === undefined) throw new Error(`${host} holds the lease`);
    signalAll(stopped, "SIGSTOP");
    const stoodBy = (): number =>
      stopped.events.filter((event) => event.event === "notice" && event.message.includes("holds the lease")).length;
    const before = stoodBy();
    const { holder } = leases;
    const expire = async (): Promise<void> => {
      // What it had on its way may have renewed it once more.
      const endHis = (): string | undefined => {
        if (leases.holder === holder) leases.expire();
        return leases.holder;
      };
      await expect.poll(endHis).not.toBe(holder);
    };
    const go = (): void => signalAll(stopped, "SIGCONT");
    const wake = (): Promise<void> => {
      go();
      return stopped.waitFor(() => stoodBy() > before);
    };
    return { stopped, other, expire, go, wake };
  };
  return { rig, leases, posts, machines, stopHolder };
}

/** A machine that sleeps stops its workers, too. */
function signalAll({ child }: DaemonProcess, signal: NodeJS.Signals): void {
  const parents = new Map(
    readdirSync("/proc").flatMap((name): [number, number][] => {
      const stat = /^\d+$/.test(name) ? readStat(name) : undefined;
      return stat === undefined ? [] : [[Number(name), stat]];
    }),
  );
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === child.pid || isOurs(parents.get(pid)));
  for (const pid of parents.keys()) if (isOurs(pid)) process.kill(pid, signal);
}

function readStat(pid: string): number | undefined {
  try {
    return Number(/\) \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1]);
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
