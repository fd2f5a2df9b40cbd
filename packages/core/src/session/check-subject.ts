import { windowsObjection } from "@rigline/foundation/names";
import { sessionError } from "./session-errors.js";

/** With the date behind it, well under the 255 bytes that file systems take, also as a part of other names. */
const LONGEST_BYTES = 128;

/** Characters of one that is too long to be shown. */
const SHOWN = 40;

/** What is wrong with a subject, one sentence; undefined when nothing is. For prompts. */
export function checkSubject(subject: string): string | undefined {
  if (subject === "") return "the subject is empty";
  const character = /[/\\:*?"<>|]|\p{Cc}|\p{Cs}/u.exec(subject)?.[0];
  if (character !== undefined) return `the subject has a character that no folder name may have: ${quote(character)}`;
  if (/^[\s.]/u.test(subject)) return "the subject begins with a space or a dot";
  if (/[\s.]$/u.test(subject)) return "the subject ends with a space or a dot, which Windows takes away";
  const objection = windowsObjection(subject);
  if (objection !== undefined) return `${quote(subject)} can be no folder: ${objection}`;
  const bytes = Buffer.byteLength(subject, "utf8");
  if (bytes > LONGEST_BYTES) return `the subject is ${bytes} bytes long, and names are cut at ${LONGEST_BYTES}`;
  return undefined;
}

/**
 * Why a subject that a folder can be called may still be read as something else by the scripts and programs that get it; a
 * sentence, or undefined.
 */
export function subjectCaution(subject: string): string | undefined {
  if (subject.startsWith("-"))
    return `the subject ${quote(subject)} begins with a dash, which programs take for an option`;
  const character = /[^\p{L}\p{N}\p{M} ._+@-]/u.exec(subject)?.[0];
  return character === undefined
    ? undefined
    : `the subject ${quote(subject)} has ${quote(character)}, which shells and scripts may take for something else`;
}

/** Throws SESSION_SUBJECT_INVALID. */
export function requireSubject(subject: string): void {
  const problem = checkSubject(subject);
  if (problem === undefined) return;
  const isLong = Buffer.byteLength(subject, "utf8") > LONGEST_BYTES;
  throw sessionError("SESSION_SUBJECT_INVALID", {
    what: `${quote(isLong ? `${subject.slice(0, SHOWN)}…` : subject)} can't be a subject: ${problem}`,
    ...(isLong ? { todo: "Give a shorter one; notes are for what has to be told: `--notes`." } : {}),
  });
}

function quote(text: string): string {
  return JSON.stringify(text);
}
