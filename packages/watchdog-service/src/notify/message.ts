import type { ToldKind } from "@rigline/manifest";

/** What there is to tell of a job, as it stands. */
export interface JobNews {
  readonly name: string;
  readonly about: ToldKind;
  /** Of `needs_you`: why it is parked. */
  readonly code: string | undefined;
  /** One sentence. */
  readonly reason: string;
  /** One line of what to do; undefined: nothing. */
  readonly todo: string | undefined;
  /** `<destination>/<name>`. */
  readonly destination: string | undefined;
  readonly files: number | undefined;
  readonly bytes: number | undefined;
}

/** What is sent, before it has the form of a channel. */
export interface Message {
  /** The same whenever it is sent again: a receiver that minds it has it once. */
  readonly id: string;
  /** What it is about most of all. */
  readonly about: ToldKind | "test";
  /** Without a time in it, so that mails of one kind make one thread. */
  readonly title: string;
  readonly text: string;
  /** One line; undefined: nothing is to be done. */
  readonly todo: string | undefined;
  readonly rig: string;
  readonly jobs: readonly JobNews[];
}

/** Somebody is needed, or may be. */
export function isTrouble(about: Message["about"]): boolean {
  return about === "needs_you" || about === "late";
}
