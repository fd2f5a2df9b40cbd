import { dirname, join } from "node:path";
import type { FileSystem, Clock } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { RIGLINE_FOLDER } from "@rigline/manifest";
import { ActRunner, type ActParts } from "../acts/act-runner.js";
import { keepActRecord } from "../acts/act-records.js";
import { describeDetails } from "../details/describe-details.js";
import type { FeedParts, FeedSource } from "../feed/page-feed.js";
import { PageFeed } from "../feed/page-feed.js";
import { PageStore } from "../feed/page-store.js";
import { Access, type MakeSecret } from "./access.js";
import { createApp, linkOf, type AppParts } from "./create-app.js";
import { listenOnLoopback } from "./listen.js";

export interface ServeParts extends Omit<FeedParts, "store"> {
  readonly clock: Clock;
  readonly fileSystem: FileSystem;
  readonly start: ActParts["start"];
  readonly makeSecret: MakeSecret;
  readonly readAsset: AppParts["readAsset"];
}

export interface ServeOptions {
  readonly source: FeedSource;
  readonly scripts: ActParts["scripts"];
  readonly port: number;
  /** The `.rigline` folder in which what is asked is kept. */
  readonly folder: string;
}

/** A page that is served. */
export interface ServedPage {
  readonly port: number;
  readonly bearer: string;
  readonly store: PageStore;
  readonly feed: PageFeed;
  /** Opens a visit, once, for two minutes. */
  makeLink(): string;
  close(): Promise<void>;
}

/** Serves a page until it is closed. Throws PAGE_PORT_TAKEN. */
export async function servePage(
  parts: ServeParts,
  { source, scripts, port, folder }: ServeOptions,
): Promise<ServedPage> {
  const { clock, fileSystem } = parts;
  const store = new PageStore();
  const access = new Access(clock, parts.makeSecret);
  const feed = new PageFeed({ ...parts, store }, source);
  const acts = new ActRunner({
    clock,
    store,
    start: parts.start,
    scripts,
    by: source.user,
    keepRecord: (record) => {
      try {
        keepActRecord(fileSystem, folder, record);
      } catch {
        mark("page: what was asked is on record at the daemon, also where the page's own list can't be written");
      }
    },
  });
  let known = port;
  const app = createApp({
    clock,
    access,
    store,
    acts,
    age: () => feed.age,
    describe: (row) => describeDetails({ fileSystem, samples: feed.samples }, row),
    readAsset: parts.readAsset,
    port: () => known,
  });
  const listening = await listenOnLoopback(app, port);
  known = listening.port;
  const control = new AbortController();
  const running = feed.run(control.signal);
  return {
    port: known,
    bearer: access.bearer,
    store,
    feed,
    makeLink: () => linkOf(known, access.makeCode()),
    close: async () => {
      control.abort();
      acts.endAll();
      await listening.close();
      await running;
    },
  };
}

/** Where a page keeps what is its own: at the rig's data, else at the daemon's queue. */
export function pageFolder(dataFolder: string | undefined, watchConfig: string | undefined): string {
  if (dataFolder !== undefined) return join(dataFolder, RIGLINE_FOLDER);
  return join(dirname(watchConfig ?? "."), RIGLINE_FOLDER);
}
