import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem, type Clock } from "@rigline/foundation/platform";
import type { PageRig } from "@rigline/foundation/page";
import { createFakeClock } from "@rigline/foundation/testing";
import type { CommandEnd, StartCommand } from "../../src/acts/start-command.js";
import { createAssetReader } from "../../src/cli/read-asset.js";
import type { KnownSessions } from "../../src/feed/sessions-feed.js";
import { servePage, type ServedPage } from "../../src/server/serve-page.js";
import type { TestQueue } from "./write-job.js";

export interface TestPageOptions {
  readonly clock?: Clock;
  readonly sessions?: () => KnownSessions;
  readonly rig?: PageRig;
  /** What becomes of each command that is run. */
  readonly answer?: (command: readonly string[]) => Partial<CommandEnd>;
  readonly watcher?: string | undefined;
}

export interface TestPage extends ServedPage {
  readonly origin: string;
  /** The commands that were run. */
  readonly ran: readonly (readonly string[])[];
}

/** A page over a test's queue, looked at once; nothing is started but what `answer` says. The clock stands still when none is given. */
export async function startTestPage(queue: TestQueue, options: TestPageOptions = {}): Promise<TestPage> {
  const { clock = createFakeClock(), sessions, rig, answer = () => ({}), watcher = "daemon (pid 7)" } = options;
  const ran: (readonly string[])[] = [];
  const start: StartCommand = (command) => {
    ran.push(command);
    return Promise.resolve({ exitCode: 0, output: "", errors: "", ...answer(command) });
  };
  let secrets = 0;
  const page = await servePage(
    {
      clock,
      disk: nodeDisk,
      fileSystem: nodeFileSystem,
      askRoom: () => Promise.resolve({ free: 600e9, size: 1e12 }),
      findWatcher: () => Promise.resolve(watcher),
      start,
      makeSecret: () => `secret-${(secrets += 1)}`,
      readAsset: createAssetReader(join(import.meta.dirname, "../../dist/browser")),
    },
    {
      source: {
        name: "rig-1",
        user: "ann@rig-1",
        watchConfig: queue.watchConfig,
        dataFolder: sessions === undefined ? undefined : queue.folder,
        tempFolder: rig?.tempFolder,
        sessions,
      },
      scripts: () => ({ watchdog: "/watchdog.js", watchConfig: queue.watchConfig, rig }),
      port: 0,
      folder: join(queue.folder, ".rigline"),
    },
  );
  await page.feed.look();
  return { ...page, origin: `http://127.0.0.1:${page.port}`, ran };
}

/** Opens a visit; what a browser sends from then on. */
export async function visit(page: TestPage): Promise<string> {
  const response = await fetch(page.makeLink(), { redirect: "manual" });
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}
