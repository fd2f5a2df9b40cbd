import { randomBytes } from "node:crypto";
import { statfs } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { EXIT_CODES, renderError, RiglineError } from "@rigline/foundation/errors";
import { describePid, systemLocks } from "@rigline/foundation/lock";
import type { PageOrder } from "@rigline/foundation/page";
import { findInstalledProgram } from "@rigline/foundation/paths";
import { nodeFileSystem, systemClock, userAt } from "@rigline/foundation/platform";
import { watchdogLockName } from "@rigline/manifest";
import { SessionsFeed } from "../feed/sessions-feed.js";
import { readPageFile, removePageFile, writePageFile } from "../server/page-file.js";
import { pageFolder, servePage } from "../server/serve-page.js";
import { openBrowser } from "./open-browser.js";
import { PageOrderSchema } from "./page-order-schema.js";
import { createAssetReader } from "./read-asset.js";
import { restrictFile } from "./restrict-file.js";
import { askForLink } from "./running-page.js";
import { startCommandByNode } from "./start-command-by-node.js";

/** Serves what one argument of JSON orders, until it is told to end. Returns the exit code. */
export async function main([order = ""]: readonly string[]): Promise<number> {
  try {
    return await run(PageOrderSchema.parse(JSON.parse(order)));
  } catch (error) {
    process.stderr.write(`${renderError(error, { verbose: false })}\n`);
    return error instanceof RiglineError ? error.exitCode : EXIT_CODES.internal;
  }
}

async function run(order: PageOrder): Promise<number> {
  const folder = pageFolder(order.rig?.dataFolder, order.watchConfig);
  const running = readPageFile(nodeFileSystem, folder);
  const known = running && (await askForLink(running));
  if (known !== undefined) {
    tell(order, known, "runs already");
    return EXIT_CODES.success;
  }
  const stop = listenForEnd();
  try {
    return await serve(order, folder, stop);
  } finally {
    // It would keep the process alive until whoever started it ends as well.
    process.stdin.destroy();
  }
}

async function serve(order: PageOrder, folder: string, stop: ReturnType<typeof listenForEnd>): Promise<number> {
  const { rig, watchConfig } = order;
  const start = startCommandByNode(rig?.folder ?? process.cwd());
  const sessions = rig && new SessionsFeed({ clock: systemClock, start }, statusCommandOf(rig));
  const user = userAt(hostname());
  const scripts = { watchdog: findDaemon(order), watchConfig, rig };
  const page = await servePage(
    {
      clock: systemClock,
      disk: nodeDisk,
      fileSystem: nodeFileSystem,
      askRoom: async (place) => {
        const { bavail, blocks, bsize } = await statfs(place);
        return { free: bavail * bsize, size: blocks * bsize };
      },
      findWatcher: async (flagFolder) => {
        const holder = await systemLocks.holder(watchdogLockName(flagFolder));
        return holder && `daemon (${describePid(holder)})`;
      },
      start,
      makeSecret: () => randomBytes(32).toString("base64url"),
      readAsset: createAssetReader(),
    },
    {
      source: {
        name: rig?.name ?? hostname(),
        user,
        watchConfig,
        dataFolder: rig?.dataFolder,
        tempFolder: rig?.tempFolder,
        sessions: sessions && (() => sessions.known),
      },
      scripts: () => scripts,
      port: order.port,
      folder,
    },
  );
  const looking = sessions?.run(stop.signal);
  try {
    const file = { port: page.port, pid: process.pid, token: page.bearer };
    await writePageFile(nodeFileSystem, folder, { page: file, restrict: restrictFile });
    tell(order, page.makeLink(), "is served until Ctrl+C");
    await stop.asked;
  } finally {
    removePageFile(nodeFileSystem, folder, page.bearer);
    await page.close();
    await looking;
  }
  return EXIT_CODES.success;
}

function statusCommandOf({ script, options }: NonNullable<PageOrder["rig"]>): readonly string[] {
  return [script, "status", "--watch", "--forever", "--json", "--quiet", "--limit", "5000", ...options];
}

function findDaemon({ rig, watchConfig }: PageOrder): string | undefined {
  const folders = [rig?.folder, watchConfig && dirname(watchConfig), rig && dirname(rig.script)];
  const named = folders.filter((folder): folder is string => typeof folder === "string" && folder !== "");
  return findInstalledProgram({ packageName: "watchdog-service", command: "rigline-watchdog" }, named);
}

/** The daemon that starts a page has nobody to read a link. */
function tell({ opens, tells }: PageOrder, link: string, state: string): void {
  if (!tells) return;
  process.stdout.write(
    `The page ${state}. This link opens it once, within two minutes, on this computer:\n\n  ${link}\n\n`,
  );
  if (opens) openBrowser(link);
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const;

function listenForEnd(): { readonly signal: AbortSignal; readonly asked: Promise<void> } {
  const control = new AbortController();
  const end = (): void => control.abort();
  for (const name of SIGNALS) process.on(name, end);
  process.stdin.on("end", end).on("error", end).resume();
  const asked = new Promise<void>((resolve) => {
    control.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  return { signal: control.signal, asked };
}
