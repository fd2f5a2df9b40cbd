import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { removeWish } from "@rigline/manifest";
import type { FleetWish, HeardWish, UnknownWish, WishAnswer } from "@rigline/manifest/fleet";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { passOnWish } from "./pass-on-wish.js";
import type { PushCursor } from "./push-cursor.js";

type WishParts = Pick<DaemonParts, "fileSystem" | "settings" | "clock" | "report"> & { readonly version: string };

/**
 * What people ask at the fleet, each once, however often it is heard: it stands in the cursor, on the device, before the daemon is asked,
 * and its answer does before the daemon can hear it.
 */
export class FleetWishes {
  readonly #parts: WishParts;
  readonly #cursor: PushCursor;

  constructor(parts: WishParts, cursor: PushCursor) {
    this.#parts = parts;
    this.#cursor = cursor;
  }

  /** Before a daemon hears anything: what one that was killed had begun to ask is asked, unless it has been. */
  resume(): void {
    for (const [id, { begun }] of this.#cursor.wishes) {
      if (begun === undefined) continue;
      mark("fleet: a wish that was heard by a daemon that was killed is asked once");
      this.#ask(id);
    }
  }

  /** Of those the fleet is told what came of them. */
  answers(most: number): readonly WishAnswer[] {
    return this.#cursor.wishes
      .flatMap(([wish, { outcome, message, told }]) =>
        outcome === undefined || told ? [] : [{ wish, outcome, message }],
      )
      .slice(0, most);
  }

  /** The fleet knows what came of these. */
  areTold(wishes: readonly number[]): void {
    for (const id of wishes) {
      const heard = this.#cursor.wish(id);
      if (heard !== undefined) this.#cursor.noteWish(id, { ...heard, told: true });
    }
  }

  /** True: there is something to answer at once. */
  hear({ id, job, deed, by, at }: FleetWish): boolean {
    if (this.#isKnown(id, at)) return this.#repeat(id);
    return this.#begin(id, { at, begun: { job, deed, by }, message: "", told: false });
  }

  /** What a newer fleet asks, and nobody here knows. True: there is something to answer at once. */
  refuse({ id, at, by, job, deed: { do: what } }: UnknownWish): boolean {
    if (this.#isKnown(id, at)) return this.#repeat(id);
    const { report, version } = this.#parts;
    const message = `Rigline ${version} at the rig does not know what "${what}" is: bring it up to date`;
    report({ event: "notice", job, message: `${by} asked to ${what} it: ${message}` });
    this.#cursor.noteWish(id, { at, outcome: "refused", message, told: false });
    return true;
  }

  #isKnown(id: number, at: string): boolean {
    const known = this.#cursor.wish(id);
    return known?.at === at && known.begun === undefined;
  }

  /** It was heard before: it is answered once more where the fleet has forgotten that, with the next push that there is. */
  #repeat(id: number): boolean {
    const known = this.#cursor.wish(id);
    if (known?.told !== true) return true;
    mark("fleet: a wish that a fleet asks again, whose database was restored, is answered as it was");
    this.#cursor.noteWish(id, { ...known, told: false });
    return false;
  }

  #begin(id: number, heard: HeardWish): boolean {
    const before = this.#cursor.wish(id);
    this.#cursor.noteWish(id, heard);
    try {
      this.#cursor.writeSurely();
    } catch (error) {
      this.#cursor.noteWish(id, before);
      return this.#later(heard, error);
    }
    return this.#ask(id);
  }

  #ask(id: number): boolean {
    const heard = this.#cursor.wish(id);
    if (heard?.begun === undefined) return false;
    const { begun, at, told } = heard;
    const { report, fileSystem } = this.#parts;
    let file: string | undefined;
    try {
      const passed = passOnWish(this.#parts, begun, `fleet-${id}-${at.replaceAll(/\D/g, "")}`);
      file = passed.file;
      const { refused } = passed;
      const message = refused?.message.slice(0, 2000) ?? "";
      this.#cursor.noteWish(id, { at, told, outcome: refused === undefined ? "taken" : "refused", message });
      this.#cursor.writeSurely();
      const { job, deed, by } = begun;
      if (refused !== undefined) report({ event: "notice", job, message: `${by} asked to ${deed.do} it: ${message}` });
      return true;
    } catch (error) {
      // What the daemon heard now it would hear once more.
      if (file !== undefined) removeWish(fileSystem, { file });
      this.#cursor.noteWish(id, heard);
      return this.#later(heard, error);
    }
  }

  #later({ begun }: HeardWish, error: unknown): false {
    mark("fleet: a wish that can't be noted down now is asked again");
    const message = `what ${begun?.by ?? "somebody"} asks of it can't be heard yet: ${messageOf(error)}`;
    this.#parts.report({ event: "notice", job: begun?.job ?? "", message });
    return false;
  }
}
