/** What stands in the place of what is not shown. */
export const HIDDEN = "[secret]";

/** Whitespace, and what people and programs put around an address. */
const ADDRESS_END = /[\s"'`<>\\^{|}]/g;
/** The same, the next address, and what begins the part in which another address is only a value. */
const FIRST_STOP = /[\s"'`<>\\^{|}?#]|:\/\//g;
const SCHEME_LETTER = /[A-Za-z\d+.-]/;
/** No scheme that is in use is longer; bounds the look back. */
const LONGEST_SCHEME = 32;
/** What closes a sentence behind an address rather than belongs to it. */
const SENTENCE_END = /[.,;:!?)\]]{0,4}$/;

/**
 * A text with its addresses fit to be shown: user and password, the values of the query and the fragment of each are
 * hidden, whatever they are called. Takes time in proportion to the text's length.
 */
export function redactUrls(text: string): string {
  let shown = "";
  let done = 0;
  for (let mark = text.indexOf("://"); mark !== -1; mark = text.indexOf("://", Math.max(mark + 3, done))) {
    const start = mark + 3;
    const end = addressEnd(text, start);
    shown += text.slice(done, start) + redactRest(text.slice(start, end));
    done = end;
  }
  return shown + text.slice(done);
}

function addressEnd(text: string, start: number): number {
  const stop = find(FIRST_STOP, text, start);
  const end =
    text.startsWith("://", stop) && stop > start
      ? Math.max(start, schemeStart(text, stop))
      : /[?#]/.test(text.charAt(stop))
        ? find(ADDRESS_END, text, stop)
        : stop;
  const [tail] = SENTENCE_END.exec(text.slice(Math.max(start, end - 4), end)) as unknown as [string];
  return end - tail.length;
}

function find(what: RegExp, text: string, from: number): number {
  what.lastIndex = from;
  return what.exec(text)?.index ?? text.length;
}

/** One whole address, as somebody configured it, fit to be shown; of one that can't be parsed too. */
export function redactUrl(address: string): string {
  const mark = address.indexOf("://");
  return mark === -1 ? redactUrls(address) : address.slice(0, mark + 3) + redactRest(address.slice(mark + 3));
}

/** The secret parts of an address, as written and decoded, the longest first: to find them where others repeat them. */
export function secretsOf(address: string): readonly string[] {
  const mark = address.indexOf("://");
  const { user, query, fragment } = split(mark === -1 ? address : address.slice(mark + 3));
  const password = user.slice(user.indexOf(":") + 1);
  const values = query.split(/[&;]/).map((part) => part.slice(part.indexOf("=") + 1));
  const written = [user, password, ...values, fragment];
  const decoded = written.map(decode);
  const basic = user === "" ? [] : [Buffer.from(decode(user)).toString("base64")];
  return [...new Set([...written, ...decoded, ...basic])]
    .filter((secret) => secret !== "")
    .toSorted((one, other) => other.length - one.length);
}

/** Where the scheme in front of `://` begins; `mark` itself when there is none. */
function schemeStart(text: string, mark: number): number {
  let first = mark;
  while (first > 0 && mark - first < LONGEST_SCHEME && SCHEME_LETTER.test(text.charAt(first - 1))) first -= 1;
  while (first < mark && !/[A-Za-z]/.test(text.charAt(first))) first += 1;
  return first;
}

function redactRest(rest: string): string {
  const { user, place, query, fragment } = split(rest);
  return [
    user === "" ? "" : `${HIDDEN}@`,
    place,
    query === ""
      ? ""
      : `?${query
          .split(/([&;])/)
          .map(redactParameter)
          .join("")}`,
    fragment === "" ? "" : `#${HIDDEN}`,
  ].join("");
}

function redactParameter(part: string): string {
  if (part === "" || part === "&" || part === ";") return part;
  const value = part.indexOf("=") + 1;
  // Without a name it may be the token itself.
  return value === 0 ? HIDDEN : value === part.length ? part : part.slice(0, value) + HIDDEN;
}

/** What follows `://`, taken apart by hand: URL refuses what people mistype, and a password in it is a password still. */
function split(rest: string): { user: string; place: string; query: string; fragment: string } {
  const authority = rest.slice(0, cut(rest, /[/?#]/));
  // A colon with something else than a port behind it is before a password, which may hold any of these characters.
  const isHost = /^(?:\[[^\]]*\]|[^:@]*)(?::\d*)?$/.test(authority);
  const at = (isHost ? "" : authority.includes("@") ? authority : rest).lastIndexOf("@");
  const open = rest.slice(at + 1);
  const hash = cut(open, /#/);
  const mark = Math.min(cut(open, /\?/), hash);
  return {
    user: at === -1 ? "" : rest.slice(0, at),
    place: open.slice(0, mark),
    query: open.slice(mark + 1, hash),
    fragment: open.slice(hash + 1),
  };
}

function cut(text: string, before: RegExp): number {
  const index = text.search(before);
  return index === -1 ? text.length : index;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
