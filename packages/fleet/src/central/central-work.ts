import type { Channel } from "@rigline/watchdog-service/notify-channels";
import PgBoss from "pg-boss";
import type { ServerSettings } from "../config/server-settings.js";
import type { Database } from "../store/database.js";
import { dropOldPartitions, makePartitions } from "../store/partitions.js";
import type { AskService } from "./ask-jobs.js";
import { askServices } from "./ask-services.js";
import { composeDigest } from "./compose-digest.js";
import { takeDigestDay } from "./digest-day.js";
import { lookForSilent } from "./look-for-silent.js";
import { Teller } from "./teller.js";

export interface CentralParts {
  readonly database: Database;
  readonly channels: readonly Channel[];
  readonly settings: ServerSettings;
  /** Asks a transfer service. */
  readonly ask: AskService;
  /** For the log: what went wrong, without a secret. */
  readonly onFailure: (what: string, error: unknown) => void;
}

/** What can be done for all rigs together, each by one of the servers that share the database. */
export interface CentralWork {
  /** Has a kind of work done now, beside its hours. */
  doNow(work: Work): Promise<void>;
  /** Ends when what is under way is done, for five seconds at most. */
  stop(): Promise<void>;
}

/** Queues, by what is done for them. */
const QUEUES = {
  silent: "look-for-silent",
  uploads: "ask-services",
  partitions: "keep-partitions",
  digest: "send-digest",
} as const;
type Work = keyof typeof QUEUES;
const SCHEMA = "fleet_work";
const POLL = { pollingIntervalSeconds: 5 };
const STOP_MS = 5000;

/**
 * Begins the central work: pg-boss keeps its queues and its hours in the database, so that nothing is done twice by two servers and
 * nothing is lost by one that was killed.
 */
export async function startCentralWork(parts: CentralParts): Promise<CentralWork> {
  const { database, channels, settings, onFailure } = parts;
  const boss = new PgBoss({ db: database.driver, schema: SCHEMA, deleteAfterDays: 7 });
  boss.on("error", (error) => onFailure("the central work", error));
  await boss.start();
  const teller = new Teller(boss, channels);
  const works = worksOf(parts, teller, Date.now());
  await teller.begin(onFailure);
  const hours = hoursOf(settings);
  for (const [work, queue] of Object.entries(QUEUES) as [Work, string][]) {
    await boss.createQueue(queue, { name: queue, policy: "stately", retryLimit: 2, expireInSeconds: 300 });
    await boss.work(queue, POLL, () => logged(works[work], queue, onFailure));
    const cron = hours[work];
    if (cron === undefined) await boss.unschedule(queue);
    else await boss.schedule(queue, cron);
  }
  return {
    doNow: async (work) => void (await boss.send(QUEUES[work], {})),
    stop: () => boss.stop({ close: false, graceful: true, wait: true, timeout: STOP_MS }),
  };
}

function worksOf(
  { database, channels, settings, ask, onFailure }: CentralParts,
  teller: Teller,
  began: number,
): Readonly<Record<Work, () => Promise<void>>> {
  return {
    silent: async () => {
      const silentMs = settings.silent_after_minutes * 60_000;
      // What was not told while this server was away says nothing of the rigs.
      if (Date.now() - began < silentMs) return;
      await database.transaction(async (queries) => {
        for (const message of await lookForSilent(queries, silentMs)) await teller.tell(queries, message);
      });
    },
    uploads: () => askServices({ database, services: settings.transfer_services, ask, onFailure }),
    partitions: async () => {
      await makePartitions(database);
      const { keep_events_months: months } = settings;
      if (months !== undefined) await dropOldPartitions(database, months);
    },
    digest: () =>
      database.transaction(async (queries) => {
        if (!(await takeDigestDay(queries, settings, new Date()))) return;
        await teller.tell(queries, await composeDigest(queries, settings), digestChannels(channels, settings));
      }),
  };
}

/** As cron has them, in UTC. Undefined: never by itself. */
function hoursOf({ digest, transfer_services: services }: ServerSettings): Readonly<Record<Work, string | undefined>> {
  return {
    silent: "* * * * *",
    uploads: services.length === 0 ? undefined : "* * * * *",
    partitions: "17 3 * * *",
    // Whether its hour has come is looked at then: one that was missed is made up for, and clocks that are changed leave none out.
    digest: digest === undefined ? undefined : "*/5 * * * *",
  };
}

function digestChannels(channels: readonly Channel[], { digest, notify }: ServerSettings): readonly Channel[] {
  const mails = notify.filter(({ channel }) => channel === "mail").map(({ name, channel }) => name ?? channel);
  const wanted = digest?.channels ?? mails;
  return channels.filter(({ name }) => wanted.includes(name));
}

async function logged(work: () => Promise<void>, queue: string, onFailure: CentralParts["onFailure"]): Promise<void> {
  try {
    await work();
  } catch (error) {
    onFailure(queue, error);
    // So that pg-boss tries it again.
    throw error;
  }
}
