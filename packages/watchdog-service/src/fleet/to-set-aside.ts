import { basename } from "node:path";
import type { Aside, WishAnswer } from "@rigline/manifest/fleet";
import type { OpenPart } from "./open-parts.js";

/**
 * What is set aside of a push of one thing that a fleet does not take. Of a line it is told from then on that there is one; where that is
 * not taken either, nothing further of its journal is told.
 */
export function toSetAside(
  { part, answer }: { readonly part: OpenPart | undefined; readonly answer: WishAnswer | undefined },
  because: Pick<Aside, "why" | "at">,
): Aside {
  if (part === undefined) return { of: `wish ${answer?.wish ?? ""}`, line: 0, what: "the answer", ...because };
  const of = basename(part.path);
  const [event] = part.part.events;
  return event === undefined || event.record.type === "notTold"
    ? { of, line: 0, what: "anything more", ...because }
    : { of, line: event.seq, what: event.record.type, ...because };
}
