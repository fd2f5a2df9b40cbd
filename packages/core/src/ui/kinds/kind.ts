import type { Readable, Writable } from "node:stream";
import type { FileSystem } from "@rigline/foundation/platform";
import type { QuestionBase, Remembering } from "../questions.js";

/** The prompts library, which is loaded by the first question. */
export type Clack = typeof import("@clack/prompts");

export interface Screen {
  readonly input: Readable;
  readonly output: Writable;
  readonly signal: AbortSignal;
}

/** What Enter alone takes, and where it is from: `as last time`. */
export interface Offer<Answer> {
  readonly value: Answer;
  readonly from: string;
}

export type Reading<Answer> = { readonly answer: Answer } | { readonly problem: string; readonly details?: string };

export interface KindParts {
  readonly fileSystem: Pick<FileSystem, "list" | "stat">;
}

/** One kind of question: how it is drawn, and how its answer is read, written and shown. */
export interface Kind<Question extends QuestionBase, Answer> {
  /** Of questions that don't say themselves. */
  readonly remember: Remembering;
  /** Resolves with a symbol when it is cancelled. `title`: the message, with how to answer. */
  draw(clack: Clack, screen: Screen, question: Question, drawing: Drawing<Answer>): Promise<Answer | symbol>;
  /** From a flag, the config or what is remembered. `problem`: what is wrong, as a sentence without its subject. */
  read(text: string, question: Question, parts: KindParts): Reading<Answer>;
  /** As `read` takes it. */
  write(answer: Answer): string;
  show(answer: Answer, question: Question): string;
  /** How to answer it, for questions that don't say themselves. */
  hint?(question: Question): string | undefined;
  /** Makes what changes the bytes of the keyboard on their way to the prompt. */
  translate?(): (bytes: Buffer) => Buffer;
  /** The answer where there is nobody to ask. */
  readonly forNobody?: Answer;
  /** What stays on the screen of its table; nothing when absent. `table alone`: without an answer below, and only after yes. */
  readonly leaves?: "table" | "table alone";
  /** The prompt itself puts its bar before each line of the title. */
  readonly framesTitle?: boolean;
  /** What Enter alone takes is seen without being said. */
  readonly showsOffer?: boolean;
}

export interface Drawing<Answer> {
  readonly title: string;
  readonly offer: Offer<Answer> | undefined;
  readonly parts: KindParts;
}

/** Why a person's text is no answer, for the prompt. */
export function problemOf(reading: Reading<unknown>): string | undefined {
  if (!("problem" in reading)) return undefined;
  return reading.details === undefined ? reading.problem : `${reading.problem} (${reading.details})`;
}
