import { createFakeClock } from "@rigline/core/testing";
import { expect, test } from "vitest";
import { AddressBook, type EmailFromExperimenter } from "../../src/transfer/address-book.js";
import { nameRecipient } from "../../src/transfer/recipient.js";

function open(make: EmailFromExperimenter) {
  const logged: string[] = [];
  const asked: string[] = [];
  const clock = createFakeClock();
  const book = new AddressBook((name) => (asked.push(name), make(name)), {
    clock,
    log: { warning: (text) => void logged.push(text) },
  });
  const options = { user_email: undefined, user_email_of: "first" as const, email_domain: "lab.org" };
  const recipient = (names: readonly string[], of: "first" | "last" = "first") =>
    nameRecipient({ options: { ...options, user_email_of: of }, addresses: book }, names);
  return { book, clock, asked, logged, recipient };
}

test("a directory is asked for each name once, and its answer is the address", async () => {
  const { book, asked, recipient } = open(async (name) => (name === "Ada Lovelace" ? "ada@math.org" : null));
  expect(await book.lookUp(["Ada Lovelace", "nobody", " Ada Lovelace "])).toEqual([]);
  await book.lookUp(["nobody"]);
  expect(asked).toEqual(["Ada Lovelace", "nobody"]);
  expect(recipient(["nobody", "Ada Lovelace"])).toBe("ada@math.org");
  expect(recipient(["nobody"])).toBeNull();
});

test("the last experimenter's goes first where that is wanted, and the others' where it has none", async () => {
  const { book, recipient } = open((name) => (name === "eve" ? undefined : `${name}@math.org`));
  await book.lookUp(["ada", "grace", "eve"]);
  expect([recipient(["ada", "grace"]), recipient(["ada", "grace"], "last")]).toEqual([
    "ada@math.org",
    "grace@math.org",
  ]);
  expect(recipient(["ada", "eve"], "last")).toBe("ada@math.org");
});

test("a directory that is away costs the address that it knows, and neither the session nor its data", async () => {
  const { book, logged, recipient } = open(() => {
    throw new Error("no route to the directory");
  });
  const failure = "the address of ada could not be looked up: no route to the directory";
  expect(await book.lookUp(["ada"])).toEqual([failure]);
  expect([logged, recipient(["ada"])]).toEqual([[failure], "ada@lab.org"]);
});

test("nobody waits for one that gives no answer", async () => {
  const { book, clock } = open(() => new Promise(() => undefined));
  const asking = book.lookUp(["ada"]);
  await clock.advance(10_000);
  expect(await asking).toEqual([expect.stringContaining("no answer in 10 s")]);
  expect(clock.pending).toBe(0);
});
