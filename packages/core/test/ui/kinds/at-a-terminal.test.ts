import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { askInTerminal, whyNoTerminal } from "../terminal/drive-terminal.js";

const ENTER = "\r";
const DOWN = "\u001B[B";
const ERASE_LINE = "\u0015";

const noTerminal = whyNoTerminal();
const many = Array.from({ length: 30 }, (_, index) => ({ value: String(index + 1) }));

// In one program, since starting it takes the time.
test.skipIf(noTerminal !== undefined)(
  `each kind of question at a terminal${noTerminal ? ` (${noTerminal})` : ""}`,
  () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "rigline-kinds-")));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    mkdirSync(join(folder, "inner"));
    writeFileSync(join(folder, "a.txt"), "");
    writeFileSync(join(folder, "a.txt-longer"), "");
    const { output, code, missing } = askInTerminal(
      {
        questions: [
          { kind: "pick", key: "rig", message: "Which rig", choices: many },
          {
            kind: "pickMany",
            key: "lasers",
            message: "Which lasers",
            choices: [{ value: "blue" }, { value: "red laser" }, { value: "green" }],
          },
          { kind: "pickMany", key: "rooms", message: "Which rooms", choices: many },
          { kind: "number", key: "weight", message: "Weight", unit: "g", unitName: "grams", example: 21.4 },
          { kind: "number", key: "weight", message: "Again" },
          { kind: "notes", key: "remarks", message: "Remarks" },
          { kind: "path", key: "file", message: "File", from: folder },
          { kind: "path", key: "folder", message: "Folder", from: folder, of: "folder" },
          {
            kind: "form",
            key: "intake",
            fields: {
              age: { kind: "number", message: "Age", unit: "d" },
              calm: { kind: "confirm", message: "Calm" },
            },
          },
          {
            kind: "confirm",
            key: "sure",
            message: "Right",
            table: [
              { label: "Subject", text: "m1" },
              { label: "Is", text: "a\nb" },
            ],
          },
        ],
        subject: "m1",
        remembered: { lasers: ["blue, gone"], rig: ["2"], "m1/rig": ["30"] },
      },
      [
        { expect: "as last time for m1", send: "12" },
        { expect: "1 match", send: ENTER },
        // What is no choice any more is not offered: nothing is marked.
        { expect: "Which lasers", send: ` ${DOWN} ${ENTER}` },
        { expect: "Which rooms", send: "7x" },
        { expect: "No matches found", send: "\u007F" },
        { expect: "1 match", send: `\t${ENTER}` },
        { expect: "Weight (in grams)", send: `heavy${ENTER}` },
        { expect: "a number of grams, such as 21.4", send: `${ERASE_LINE}22 g${ENTER}` },
        { expect: "Again (Enter alone: 22, as last time for m1)", send: ENTER },
        { expect: "Remarks", send: `scanned${ENTER}` },
        { expect: "scanned", send: `pasted${ENTER}${ENTER}ü\tthere${ENTER}` },
        { expect: "ü there", send: ENTER },
        { expect: "File", send: "a.txt" },
        { expect: "Tab:", send: ENTER },
        { expect: "Folder", send: "in" },
        { expect: "inner", send: ENTER },
        { expect: "Age (in d)", send: `60${ENTER}` },
        { expect: "Age  60 d" },
        { expect: "Calm", send: "y" },
        { expect: "Is that right?", send: DOWN + ENTER },
        { expect: "Age (in d)", send: `61${ENTER}` },
        { expect: "Is that right?", send: ENTER },
        { expect: "Right", send: "y" },
        { expect: "told" },
      ],
    );
    expect({ missing, output }).toMatchObject({ missing: null });
    // Each prompt is erased just before what it leaves is written.
    const left = output.split("\u001B[J").map((part) => stripVTControlCharacters(part).split("answer ")[0]);
    const lines = (text: string): string => text.replaceAll("\n", "\r\n");
    for (const said of [
      "Which rig: 12\n",
      "Which lasers: blue, red laser\n",
      "Which rooms: 7\n",
      "Weight: 22 g\n",
      "Again: 22 (as last time for m1)\n",
      "Remarks: scanned\n  pasted\n\n  ü there\n",
      `File: ${join(folder, "a.txt")}\n`,
      `Folder: ${join(folder, "inner")}\n`,
      "Age   61 d\nCalm  yes\n",
      "Subject  m1\nIs       a … (1 more line)\nRight: yes\n",
    ])
      expect(left).toContain(lines(said));
    expect(code).toBe(0);
  },
);
