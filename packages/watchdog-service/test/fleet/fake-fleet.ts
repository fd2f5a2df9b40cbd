import type { FleetAnswer, FleetHave, FleetPush, FleetWish, WishAnswer } from "@rigline/manifest/fleet";

/** What a fleet's server does with pushes, in memory: takes what follows what it has. */
export class FakeFleet {
  readonly host = "fleet.example.org";
  readonly pushes: FleetPush[] = [];
  readonly stored: { readonly job: string; readonly epoch: string; readonly seq: number; readonly type: string }[] = [];
  readonly answers: WishAnswer[] = [];
  wishes: FleetWish[] = [];
  /** Called for each push; what it throws is thrown before, or with `lost` after it was taken. */
  disturb: (push: FleetPush) => "lost" | undefined = () => undefined;
  readonly #have = new Map<string, FleetHave>();

  readonly push = (push: FleetPush): Promise<FleetAnswer> => {
    // As it comes over the wire.
    const given = JSON.parse(JSON.stringify(push)) as FleetPush;
    this.pushes.push(given);
    try {
      const isLost = this.disturb(given) === "lost";
      const have = given.journals.map((part): FleetHave => {
        const key = `${part.job} ${part.epoch}`;
        const known = this.#have.get(key) ?? { job: part.job, epoch: part.epoch, seq: 0, tail: "" };
        if (part.from !== known.seq + 1 || part.before !== known.tail) return known;
        const next = { ...known, seq: part.to, tail: part.tail };
        this.#have.set(key, next);
        for (const { seq, record } of part.events) this.stored.push({ ...known, seq, type: record.type });
        return next;
      });
      this.answers.push(...given.answers);
      this.wishes = this.wishes.filter(({ id }) => !given.answers.some(({ wish }) => wish === id));
      if (isLost) return Promise.reject(new Error("the answer broke off"));
      return Promise.resolve({ have, wishes: this.wishes });
    } catch (error) {
      return Promise.reject(error);
    }
  };

  typesOf(job: string): readonly string[] {
    return this.stored.filter((one) => one.job === job).map(({ type }) => type);
  }
}
