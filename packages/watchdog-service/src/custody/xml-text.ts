import { escapeXml } from "../install/escape-xml.js";

const SIGNS: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

/** As it stands between tags. A carriage return that is not written as its number is read as a line feed. */
export function writeXmlText(text: string): string {
  return escapeXml(text).replaceAll("\r", "&#13;");
}

/** The other way round. */
export function readXmlText(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|(lt|gt|quot|apos|amp));/gi, (_, decimal, hex, name: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(String(hex), 16));
    return SIGNS[name] ?? "";
  });
}
