import { formatIso } from "@rigline/foundation/time";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEmail } from "../../packages/manifest/src/pydantic/read-email.js";
import {
  isFloat,
  readBoolean,
  readDatetime,
  readInteger,
  readTime,
} from "../../packages/manifest/src/pydantic/read-value.js";
import { askProgram } from "./ask-program.js";
import { INSTALL_TIMEOUT, pythonOf } from "./peers.js";

const SEED = Number(process.env["RIGLINE_SEED"] ?? process.env["TESTS_SEED"]);
const TIMES = Number(process.env["RIGLINE_FUZZ"] ?? 1);

/** Texts of the parts that matter to a type, in any order. */
function pieces(...parts: readonly string[]): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 6 }).map((chosen) => chosen.join(""));
}

const dates = [
  "2026-03-02",
  "2026-02-30",
  "0001-01-01",
  "T",
  "t",
  " ",
  "_",
  "10:15",
  ":00",
  "24:00",
  ".5",
  ",25",
  "Z",
  "+07:00",
  "-0700",
  "−07:00",
  "-07",
  "1772446500",
  "86400",
  "20000000001",
  "-",
  ".",
  "+",
];
// A sign stands in front alone: a slip of pydantic's, to which "0-1" is -1, is not copied.
const numbers = fc
  .tuple(
    fc.constantFrom("", "", "+", "-", " ", " -", "_"),
    pieces("0", "1", "12", "_", ".", ".0", " ", "e3", "E-3", "inf", "nan", "yes", "TRUE", "off", "x", "0x1"),
  )
  .map((parts) => parts.join(""));
const locals = fc.constantFrom(
  "jane",
  "jane.doe",
  "INFO",
  "a..b",
  ".a",
  "a.",
  "é",
  "e\u0301",
  "a b",
  '"a"',
  "x".repeat(65),
  "",
  "😀",
);
const labels = fc.constantFrom(
  "example",
  "B",
  "a-",
  "ab--cd",
  "xn--mnchen-3ya",
  "münchen",
  "ﬁ",
  "א",
  "1",
  "x".repeat(64),
  "a․b",
  "",
);
const ends = fc.constantFrom("org", "c", "c1", "local", "test", "ORG", "рф", "");
const around = fc.constantFrom("%", " %", "% ", "Jane <%>", '"J, D" <%>', "J,D <%>", "%\n", "%@");
const addresses = fc
  .tuple(locals, fc.array(labels, { minLength: 1, maxLength: 3 }), ends, around)
  .map(([local, domain, end, form]) => form.replace("%", `${local}@${[...domain, end].join(".")}`));

const KINDS: Readonly<
  Record<string, { readonly texts: fc.Arbitrary<string>; readonly read: (text: string) => string | null }>
> = {
  bool: { texts: numbers, read: (text) => capital(readBoolean(text)) },
  datetime: { texts: pieces(...dates), read: (text) => pythonTime(readDatetime(text)) },
  email: { texts: addresses, read: (text) => (readEmail(text) as { readonly email?: string }).email ?? null },
  float: { texts: numbers, read: (text) => (isFloat(text) ? "taken" : null) },
  int: { texts: numbers, read: (text) => readInteger(text) ?? null },
  time: {
    texts: pieces("20:00", ":00", "8:00:00", ...dates),
    read: (text) => pythonTime(readTime(text))?.slice("2026-03-02T".length) ?? null,
  },
};

describe("pydantic and Rigline make the same of texts", () => {
  it.each(Object.entries(KINDS))(
    "that are to be %s",
    async (kind, { texts, read }) => {
      const python = await pythonOf("clabe 0.14.1 and watchdog 0.1.9");
      if (python === undefined) return;
      const samples = fc.sample(texts, { seed: SEED, numRuns: 1500 * TIMES });
      const real = await askProgram<(string | null)[]>(
        python,
        "pydantic_values.py",
        samples.map((text) => [kind, text]),
      );
      for (const [index, text] of samples.entries())
        expect(read(text), `seed ${SEED}: ${JSON.stringify(text)}`).toBe(real[index]);
    },
    INSTALL_TIMEOUT,
  );
});

function capital(value: boolean | undefined): string | null {
  return value === undefined ? null : value ? "True" : "False";
}

/** As Python's isoformat writes it. */
function pythonTime(time: Parameters<typeof formatIso>[0] | undefined): string | null {
  return time === undefined ? null : formatIso(time).replace(/Z$/, "+00:00");
}
