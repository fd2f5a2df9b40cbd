import { credentialsIn, hideCredentials } from "./credentials.js";
import { escapeControl } from "./escape-control.js";
import { hideInValue } from "./hide-in-value.js";
import { HIDDEN } from "./redact-urls.js";
import { isSecretKey } from "./secret-names.js";
import { spellingsOf } from "./spellings.js";

/** The one gate before everything that is shown or kept: console, logs, events, journal, report, messages of errors. */
export interface Redactor {
  /**
   * From now on this is hidden wherever a text repeats it, also as JSON, percent-encoded or in base64; each line of one that
   * has several too. Values of less than `shortest` characters (4 when absent) are passed over: each such letter would go.
   */
  know(secret: string, shortest?: number): void;
  /** The same for each credential that an address shows by its form. */
  knowCredentialsIn(text: string): void;
  /** A text without secrets: without those that are known, and without credentials that its own form shows. */
  hide(text: string): string;
  /** The same, safe for a terminal and a log too: control characters as `\x1b`. */
  show(text: string): string;
  /**
   * Plain data of any depth with every text hidden, and all that stands under a secret's name. What holds no secret is
   * returned as it is, the same object; so are objects that are no plain data.
   */
  hideIn<Value>(value: Value, name?: string): Value;
  /** The same for data whose names mean something else: every text is hidden, and nothing for its name's sake. */
  hideTextsIn<Value>(value: Value): Value;
  /** The same for what a person will read: every text as `show` gives it. */
  showTextsIn<Value>(value: Value): Value;
}

const SHORTEST_SECRET = 4;
/** A single line of a longer secret says something from here on. */
const SHORTEST_LINE = 16;

export function createRedactor(): Redactor {
  const known = new Set<string>();
  let pattern: RegExp | undefined;
  const hide = (text: string): string => {
    if (pattern === undefined && known.size > 0) pattern = anyOf(known);
    return hideCredentials(pattern === undefined ? text : text.replace(pattern, HIDDEN));
  };
  const show = (text: string): string => escapeControl(hide(text));
  const know: Redactor["know"] = (secret, shortest = SHORTEST_SECRET) => {
    const whole = secret.trim();
    if (whole.length < shortest || whole === HIDDEN) return;
    const lines = whole.split(/[\r\n]+/u).filter((line) => line.length >= SHORTEST_LINE);
    for (const text of [whole, ...lines]) for (const spelling of spellingsOf(text)) known.add(spelling);
    pattern = undefined;
  };
  return {
    know,
    knowCredentialsIn: (text) => {
      for (const credential of credentialsIn(text)) know(credential);
    },
    hide,
    show,
    hideIn: (value, name = "") => hideInValue(value, name, { hide, isSecretName: isSecretKey }),
    showTextsIn: (value) => hideInValue(value, "", { hide: show, isSecretName: () => false }),
    hideTextsIn: (value) => hideInValue(value, "", { hide, isSecretName: () => false }),
  };
}

/** The longest first: one secret may be the beginning of another. */
function anyOf(texts: ReadonlySet<string>): RegExp {
  const longestFirst = [...texts].sort((one, other) => other.length - one.length);
  return new RegExp(longestFirst.map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|"), "g");
}
