import { HIDDEN } from "./redact-urls.js";
import { isSecretKey } from "./secret-names.js";

/** One secret within a text: from the first of its characters up to, not including, `end`. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** Nearly every line of a log has none of these, and is done with one look. */
const MAY_HOLD_SOME = /:\/\/|[?&#;][\w.-]+=|bearer/i;

/**
 * Hides the credentials that a text shows by its form: what stands before the @ of an address, values of secret names in a
 * query, bearer tokens. Takes time in proportion to the text's length, whatever the text is.
 */
export function hideCredentials(text: string): string {
  if (!MAY_HOLD_SOME.test(text)) return text;
  let shown = "";
  let done = 0;
  for (const { start, end } of findCredentials(text)) {
    if (start < done) continue;
    shown += text.slice(done, start) + HIDDEN;
    done = end;
  }
  return done === 0 ? text : shown + text.slice(done);
}

/** The credentials themselves, as they stand in the text. */
export function credentialsIn(text: string): string[] {
  return findCredentials(text).map(({ start, end }) => text.slice(start, end));
}

function findCredentials(text: string): Span[] {
  return [...userInfos(text), ...queryValues(text), ...bearerTokens(text)].sort(
    (one, other) => one.start - other.start || other.end - one.end,
  );
}

/** No address is longer; what stands behind so many characters without a blank is no password. */
const LONGEST_AUTHORITY = 1024;
/** Of a password with a slash in it: looked for from every such beginning. */
const LONGEST_UNENCODED = 200;
const BEFORE_SLASHES = /[a-z\d+.-]/i;
const END_OF_AUTHORITY = /[\s/?#"'<>\\]/;
const END_OF_ADDRESS = /[\s"'<>]/;
const HOST_AND_PORT = /^(?:\[[^\]]*\]|[^:]*)(?::\d*)?$/;

/** Each character is looked at a bounded number of times: from one `://` no search goes further than the longest authority. */
function userInfos(text: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf("://"); at !== -1; at = text.indexOf("://", at + 3)) {
    if (at === 0 || !BEFORE_SLASHES.test(text.charAt(at - 1))) continue;
    const start = at + 3;
    const window = text.slice(start, start + LONGEST_AUTHORITY);
    const span = userInfoOf(window, /https?$/i.test(text.slice(Math.max(0, at - 5), at)));
    if (span !== undefined) spans.push({ start: start + span.start, end: start + span.end });
  }
  return spans;
}

function userInfoOf(window: string, isWeb: boolean): Span | undefined {
  const authority = window.slice(0, firstOf(END_OF_AUTHORITY, window));
  const colon = authority.indexOf(":");
  let end = authority.lastIndexOf("@");
  if (end === -1) {
    // `ada:p/w@host`: a password with a slash that nobody has encoded, where a host with its port would stand.
    if (colon === -1 || HOST_AND_PORT.test(authority)) return undefined;
    const near = window.slice(0, LONGEST_UNENCODED);
    end = near.slice(0, firstOf(END_OF_ADDRESS, near)).lastIndexOf("@");
    if (end === -1) return undefined;
  }
  if (colon !== -1 && colon < end) return colon + 1 === end ? undefined : { start: colon + 1, end };
  // A name alone is a token on the web; elsewhere (`ssh://git@host`) it is a name.
  return isWeb && end > 0 ? { start: 0, end } : undefined;
}

function firstOf(pattern: RegExp, text: string): number {
  const at = text.search(pattern);
  return at === -1 ? text.length : at;
}

/** A name is looked for from its sign on, and holds none of the signs: no character is looked at twice. */
const QUERY_PAIR = /[?&#;]([\w.-]{1,64})=([^&#;\s"'<>]+)/g;
const SECRET_ENDING = /(?:token|secret|password|signature|credential|apikey|api_key)s?$|^sig$/i;

function queryValues(text: string): Span[] {
  return [...text.matchAll(QUERY_PAIR)].flatMap(({ index, 0: whole, 1: name = "", 2: value = "" }) =>
    SECRET_ENDING.test(name) || isSecretKey(name)
      ? [{ start: index + whole.length - value.length, end: index + whole.length }]
      : [],
  );
}

/** Shorter ones are words of a sentence. */
const BEARER = /\bbearer[ \t]{1,4}([\w.~+/=-]{16,})/gi;

function bearerTokens(text: string): Span[] {
  return [...text.matchAll(BEARER)].map(({ index, 0: whole, 1: token = "" }) => ({
    start: index + whole.length - token.length,
    end: index + whole.length,
  }));
}
