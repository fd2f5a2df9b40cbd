import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { readJobState } from "@rigline/manifest";
import { expect, onTestFinished, test } from "vitest";
import { startMachine, type DaemonProcess } from "../support/daemon-process.js";
import { configure, createRig, type ManifestChoices, manifestText, PUBLISHED, type Rig } from "../support/rig.js";
import { readPublished } from "../support/temporary-folder.js";
import { FakeLeases } from "./fake-leases.js";

const PORT = 7480;
const isPossible =
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  spawnSync("unshare", ["--net", "--uts", "ip", "link", "set", "lo", "up"]).status === 0;

/** The fleet and the transfer service, at a socket file. */
async function serve(leases: FakeLeases, socket: string): Promise<{ readonly posts: string[] }> {
  const posts: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      void (async () => {
        const { url = "", method, headers } = request;
        if (url === "/submit") {
          posts.push(String(headers["idempotency-key"]));
          response.end("{}");
          return;
        }
        const limits = { headers: {}, timeoutMs: 1000, signal: new AbortController().signal };
        const answer = await leases.request(url, { method: method === "GET" ? "GET" : "POST", body, ...limits });
        response.writeHead(answer.status).end(answer.body);
      })();
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => void server.close());
  return { posts };
}

/** At once: two daemons look for it every few milliseconds. */
function handWhole(rig: Rig, name: string, choices: ManifestChoices): void {
  const written = join(rig.root, "written.yml");
  writeFileSync(written, manifestText(rig, { name, ...choices }));
  renameSync(written, join(rig.flag, `manifest_${name}.yml`));
}

interface Machines {
  readonly rig: Rig;
  readonly leases: FakeLeases;
  readonly posts: readonly string[];
  readonly machines: Readonly<Record<string, DaemonProcess>>;
}

async function startMachines(): Promise<Machines> {
  const rig = createRig();
  const leases = new FakeLeases();
  const socket = join(rig.root, "fleet.sock");
  const { posts } = await serve(leases, socket);
  writeFileSync(join(rig.root, "token.txt"), "rlf_x");
  const url = `http://127.0.0.1:${PORT}`;
  const fleet = { url, token: { file: join(rig.root, "token.txt") }, every_seconds: 0.2, lease: "room-3" };
  configure(rig, { fleet });
  const machines: Record<string, DaemonProcess> = {};
  for (const host of ["rig-a", "rig-b"]) machines[host] = startMachine(host, PORT, socket, rig.config);
  await Promise.all(Object.values(machines).map((machine) => machine.event("started")));
  return { rig, leases, posts, machines };
}

test.skipIf(!isPossible)(
  "of two machines the one that serves the shared folder is stopped at each of its steps, and wakes when the other is done: all is done once",
  async () => {
    const { rig, leases, posts, machines } = await startMachines();
    const endpoint = `http://127.0.0.1:${PORT}/submit`;
    const stoodBy = (machine: DaemonProcess | undefined): number =>
      machine?.events.filter((event) => event.event === "notice" && event.message.includes("holds the lease")).length ??
      0;
    const archived = (machine: DaemonProcess, job: string): Promise<void> =>
      machine.waitFor((events) => events.some((event) => event.event === "archived" && event.job === job));
    await expect.poll(() => leases.holder).toBeDefined();
    // While it has nothing to do, before it publishes, before it posts, before it deletes.
    for (const [nth, step] of ["waiting", "publishing", "posting", "deleting"].entries()) {
      const job = `${step}_1`;
      let wake = (): void => {};
      leases.pause = new Promise((resolve) => (wake = resolve));
      leases.pauseAt = leases.questions + nth;
      const stopped = new Promise<string>((resolve) => {
        leases.onPause = () => {
          const [host = ""] = (leases.holder ?? "").split(" ");
          machines[host]?.child.kill("SIGSTOP");
          resolve(host);
        };
      });
      if (nth === 0) leases.onPause();
      handWhole(rig, job, { endpoint, deleteSource: step === "deleting" });
      const host = await stopped;
      const [one, other] = host === "rig-a" ? ["rig-a", "rig-b"] : ["rig-b", "rig-a"];
      const before = stoodBy(machines[one]);
      const posted = posts.length;
      leases.expire();
      await archived(machines[other]!, job);
      wake();
      leases.pause = undefined;
      machines[one]?.child.kill("SIGCONT");
      // It sees what has become of the lease, and stands by.
      await machines[one]?.waitFor(() => stoodBy(machines[one]) > before);
      expect([step, posts.length - posted]).toEqual([step, step === "deleting" ? 0 : 1]);
      expect(readPublished(join(rig.destination, job))).toEqual(PUBLISHED);
      expect(readJobState(nodeFileSystem, rig.flag, `manifest_${job}.yml`)?.step).toBe("complete");
    }
    expect(readdirSync(rig.destination).filter((name) => name.endsWith(".partial"))).toEqual([]);
    expect(existsSync(join(rig.data, "behavior"))).toBe(false);
    expect(new Set(posts).size).toBe(4);
    for (const machine of Object.values(machines)) machine.child.kill("SIGTERM");
    await Promise.all(Object.values(machines).map(({ exit }) => exit));
  },
);
