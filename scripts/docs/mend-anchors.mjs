import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { slugify } from "../../docs/.vitepress/markdown.mjs";

/**
 * Where a name is passed on by two packages, typedoc's links count its headings twice: `#launcherevents-1` for the only
 * `LauncherEvents` there is. Such a link loses its number.
 *
 * @param {string} folder The pages that typedoc has written.
 */
export function mendAnchors(folder) {
  const pages = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
  const texts = new Map(pages.map((page) => [page, readFileSync(page, "utf8")]));
  const anchors = new Map([...texts].map(([page, text]) => [page, anchorsOf(text)]));
  for (const [page, text] of texts) {
    const mended = text.replaceAll(/\]\(([^)#]*)#([\w-]+?)-\d+\)/g, (link, path, name) => {
      const there = anchors.get(path === "" ? page : join(dirname(page), path));
      const number = link.slice(link.lastIndexOf("#") + 1, -1);
      return there === undefined || there.has(number) ? link : `](${path}#${name})`;
    });
    if (mended !== text) writeFileSync(page, mended);
  }
}

/** Those of the headings, the second of one name with a number, and those that typedoc has written out. */
function anchorsOf(text) {
  const found = new Set([...text.matchAll(/<a id="([\w-]+)">/g)].map(([, id]) => id));
  for (const [, heading = ""] of text.matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = slugify(heading.replaceAll(/\\|`/g, ""));
    let anchor = slug;
    for (let at = 1; found.has(anchor); at += 1) anchor = `${slug}-${at}`;
    found.add(anchor);
  }
  return found;
}
