// Vitepress finds dead links between pages, and looks at no anchor and at no address. This looks at the built pages.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";

/**
 * Each link of a built site that leads to no page or to no anchor of it, and each thing that a page would load from elsewhere.
 *
 * @param {string} site The folder with the built pages.
 * @param {string} base The path that the site is to be served at, with `/` at both ends.
 * @returns {{ pages: number, bad: string[] }}
 */
export function findBadLinks(site, base) {
  const files = readdirSync(site, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".html"));
  const texts = new Map(files.map((file) => [file, readFileSync(join(site, file), "utf8")]));
  const anchors = new Map([...texts].map(([file, text]) => [file, anchorsOf(text)]));
  const bad = files.flatMap((file) => {
    const text = texts.get(file) ?? "";
    const foreign = [...text.matchAll(/<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)="(?:https?:)?\/\/([^"/]+)/g)];
    const lost = linksOf(text).filter((link) => !leadsSomewhere(link, file));
    return [
      ...new Set([
        ...lost.map((link) => `${file}: ${link} leads nowhere`),
        ...foreign.map(([, host]) => `${file}: loads from ${host}`),
      ]),
    ];
  });
  return { pages: files.length, bad };

  function leadsSomewhere(link, from) {
    const [path = "", anchor = ""] = link.split("#");
    const plain = decodeURI(path.startsWith("/") ? withoutBase(path) : posix.join(dirname(from), path));
    const target =
      path === "" ? from : [plain, `${plain}.html`, posix.join(plain, "index.html")].find((file) => texts.has(file));
    if (target === undefined) return isFile(join(site, plain));
    return anchor === "" || (anchors.get(target)?.has(decodeURIComponent(anchor)) ?? false);
  }

  function withoutBase(path) {
    return path.startsWith(base) ? path.slice(base.length) : path.slice(1);
  }
}

/** What is linked to and no page: a picture. */
function isFile(path) {
  return existsSync(path) && statSync(path).isFile();
}

function linksOf(text) {
  return [...text.matchAll(/<a\b[^>]*?\bhref="([^"]+)"/g)]
    .map(([, link = ""]) => link.replaceAll("&amp;", "&"))
    .filter((link) => !/^(?:[a-z]+:|\/\/)/i.test(link));
}

function anchorsOf(text) {
  return new Set([...text.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id));
}
