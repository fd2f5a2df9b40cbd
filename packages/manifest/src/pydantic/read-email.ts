import { domainToASCII, domainToUnicode } from "node:url";

// The rules of pydantic's EmailStr: the package email-validator 2, asked for nothing on the network. test/interop compares
// them with the real one.

export type ReadEmail = { readonly email: string } | { readonly objection: string };

const SPACE = String.raw`[\t-\r\x1C- \x85\xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]`;
const AROUND = new RegExp(`^${SPACE}+|${SPACE}+$`, "g");
const NAME_LETTER = String.raw`[\p{L}\p{M}\p{N}\p{Pc}.!#$%&'*+\-/=?^\x60{|}~]`;
/** `Jane Doe <jane.doe@example.org>`, also with the name in quotes. */
const NAME_FORM = new RegExp(
  String.raw`^${SPACE}*(?:(?:${NAME_LETTER}+${SPACE}+)*${NAME_LETTER}+|"[^]+")?${SPACE}*<(.+)>${SPACE}*$`,
  "u",
);
const ATOM = String.raw`[a-zA-Z0-9_!#$%&'*+\-/=?^\x60{|}~\u{80}-\u{10FFFF}]`;
const LOCAL = new RegExp(String.raw`^${ATOM}+(?:\.${ATOM}+)*$`, "u");
const DOMAIN_LETTERS = /^[a-zA-Z0-9\-.\u{80}-\u{10FFFF}]+$/u;
const HOSTNAME = /^(?:[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])(?:\.(?:[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9]))*$/;
/** What may stand in a name of a domain by IDNA 2008: letters, marks and digits; node:url takes more, by an older rule. */
const IDNA_LETTERS = /^[\p{L}\p{M}\p{N}\-.·͵׳״・]+$/u;
/** Letters, marks behind one, digits, punctuation and symbols. */
const SAFE = /^(?:[\p{L}\p{N}\p{P}\p{S}][\p{L}\p{M}\p{N}\p{P}\p{S}]*)?$/u;
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;
const LEADS_NOWHERE = /(?:^|\.)(?:arpa|invalid|local|localhost|onion|test)$/;
const ONE_CASE_BOXES =
  /^(?:info|marketing|sales|support|abuse|noc|security|postmaster|hostmaster|usenet|news|webmaster|www|uucp|ftp)$/i;

const MAX_BYTES = 254;
const MAX_DOMAIN = 253;
const MAX_LABEL = 63;
const MAX_INPUT = 2048;

/** The address that pydantic makes of a text (without a name or spaces around it, the domain in small letters), or why it is none. */
export function readEmail(text: string): ReadEmail {
  if (Array.from(text).length > MAX_INPUT) return { objection: `is longer than ${MAX_INPUT} characters` };
  if (/[\r\n]/.test(text)) return { objection: "has more than one line" };
  const address = (NAME_FORM.exec(text)?.[1] ?? text).replaceAll(AROUND, "");
  const at = address.indexOf("@");
  if (at < 0) return { objection: "is no e-mail address: it has no @" };
  const local = readLocal(address.slice(0, at));
  if (typeof local === "object") return local;
  const domain = readDomain(address.slice(at + 1));
  if ("objection" in domain) return domain;
  const email = `${local}@${domain.name}`;
  const longest = Math.max(...[address, email, `${local}@${domain.ascii}`].map((each) => Buffer.byteLength(each)));
  return longest > MAX_BYTES ? { objection: `is longer than ${MAX_BYTES} bytes` } : { email };
}

function readLocal(written: string): string | { readonly objection: string } {
  const local = written.normalize("NFC");
  if (local === "") return { objection: "is no e-mail address: nothing stands before the @" };
  if (local.startsWith(".") || local.endsWith(".") || local.includes(".."))
    return {
      objection: "is no e-mail address: a period may not stand at an end of what is before the @, nor beside another",
    };
  if (!LOCAL.test(written) || !LOCAL.test(local) || !SAFE.test(local.replaceAll(".", "")) || !SAFE.test(written))
    return { objection: "is no e-mail address: it has characters before the @ that none has" };
  return ONE_CASE_BOXES.test(local) ? local.toLowerCase() : local;
}

function readDomain(
  written: string,
): { readonly name: string; readonly ascii: string } | { readonly objection: string } {
  const refuse = (why: string) => ({ objection: `is no e-mail address: ${why}` });
  if (written === "") return refuse("nothing stands behind the @");
  if (!DOMAIN_LETTERS.test(written) || !SAFE.test(written) || hidesPeriod(written))
    return refuse("it has characters behind the @ that no domain has");
  const ascii = toAscii(written);
  if (ascii === undefined || !HOSTNAME.test(ascii))
    return refuse("the domain behind the @ is none: letters, digits and hyphens between periods");
  if (/(?:^|[.。．｡])-|-(?:[.。．｡]|$)/.test(written)) return refuse("its domain has a hyphen beside a period");
  const name = ascii.includes("xn--") ? domainToUnicode(ascii) : ascii;
  if (RIGHT_TO_LEFT.test(name) && /(?:^|\.)\p{N}/u.test(name))
    return refuse("a part of its domain begins with a digit beside letters that run from the right");
  const labels = ascii.split(".");
  if ([...labels, ...name.split(".")].some((label) => /^(?!xn)..--/u.test(label)))
    return refuse("its domain has two hyphens behind two letters");
  if (labels.some((label) => label.length > MAX_LABEL))
    return refuse(`a part of its domain is longer than ${MAX_LABEL}`);
  if (ascii.length > MAX_DOMAIN || Array.from(written).length > MAX_DOMAIN) return refuse("its domain is too long");
  if (labels.length < 2) return refuse("its domain has no period");
  if (!/[a-z]$/.test(ascii)) return refuse("its domain does not end with a letter");
  if (LEADS_NOWHERE.test(ascii)) return { objection: "is an address at a domain that leads nowhere" };
  return { name, ascii };
}

/** Characters such as … which hold a period to those who take them apart. */
function hidesPeriod(domain: string): boolean {
  return Array.from(domain).some(
    (letter) => letter !== "." && letter !== "．" && letter.normalize("NFKC").includes("."),
  );
}

function toAscii(domain: string): string | undefined {
  if (/^[a-zA-Z0-9\-.]+$/.test(domain) && !/(?:^|\.)xn--/i.test(domain)) return domain.toLowerCase();
  const ascii = domainToASCII(domain);
  return ascii !== "" && IDNA_LETTERS.test(domainToUnicode(ascii)) ? ascii : undefined;
}
