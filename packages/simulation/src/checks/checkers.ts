import type { Computer } from "../life/computer.js";
import type { SessionTruth } from "../life/session-truth.js";
import type { LifePlan } from "../plan/plan.js";
import type { SimulatedLocks } from "../world/locks.js";
import type { SimulatedStore } from "../store/simulated-store.js";
import type { SimulatedService } from "../world/simulated-service.js";
import type { Volume } from "../world/volume.js";
import type { Deed, World } from "../world/world.js";
import { Custody } from "./custody.js";
import { Discipline } from "./discipline.js";
import { checkPost, noteKey } from "./keys.js";
import { Keeping } from "./keeping.js";
import { Manifests } from "./manifests.js";
import { Safety } from "./safety.js";
import { Stores } from "./stores.js";
import { Status } from "./status.js";
import type { Report } from "./violation.js";

/** What a life is held to its promises by. */
export class Checkers {
  readonly custody: Custody;
  readonly safety: Safety;
  readonly status: Status;
  readonly keeping: Keeping;
  readonly stores: Stores | undefined;
  readonly #discipline: Discipline;
  readonly #manifests: Manifests;

  constructor(
    parts: {
      readonly world: World;
      readonly service: SimulatedService;
      readonly sessions: readonly SessionTruth[];
      readonly computers: readonly Computer[];
      readonly locks: SimulatedLocks;
      readonly share: Volume | undefined;
      readonly store: SimulatedStore | undefined;
      readonly plan: Pick<LifePlan, "checksums">;
      readonly tell: (what: string) => void;
    },
    report: Report,
  ) {
    const { world, service, sessions, computers, locks, share, store, tell, plan } = parts;
    this.stores = store === undefined ? undefined : new Stores(world, store, sessions, report);
    const custody = (this.custody = new Custody(
      world,
      service,
      { sessions, hasLists: plan.checksums === true && store === undefined },
      report,
    ));
    const safety = (this.safety = new Safety(world, service, report));
    this.status = new Status({ world, service, custody, safety, computers, stores: this.stores }, sessions, report);
    this.keeping = new Keeping(world, sessions, report);
    this.#discipline = new Discipline(locks, share, report);
    const manifests = (this.#manifests = new Manifests(world, service, sessions, report));
    world.observe = (deed) => this.#after(deed);
    service.onBegin = (post) => {
      noteKey(post, sessions);
      manifests.posted(post);
    };
    service.onPost = (post) => {
      tell(`the service is posted ${post.body.length} bytes`);
      for (const session of checkPost(post, sessions, report)) this.status.posted(session);
    };
  }

  #after(deed: Deed): void {
    if (deed.actor.kind === "person") return;
    this.stores?.after(deed);
    this.custody.after(deed);
    this.#manifests.after(deed);
    this.#discipline.after(deed);
  }

  afterCrash(): void {
    this.custody.afterCrash();
    this.#manifests.afterCrash();
  }
}
