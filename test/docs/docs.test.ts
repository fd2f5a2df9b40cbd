import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { slugify } from "../../docs/.vitepress/markdown.mjs";
import { readSidebar } from "../../docs/.vitepress/sidebar.mjs";
import { findBadLinks } from "../../scripts/docs/find-bad-links.mjs";
import { rigsFolder } from "../suite/test-run.js";
import { otherPages, pages, root, runExamples } from "./run-examples.js";

test.each(otherPages)("the examples of %s print what the page says", async (page) => {
  expect(await runExamples(page)).toEqual([]);
});

test.each(pages)("the links of %s lead somewhere, and their anchors to a heading", (page) => {
  const links = [...proseOf(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
  const lost = links.filter(([, path = "", anchor]) => {
    const target = path === "" ? page : join(dirname(page), path).replaceAll("\\", "/");
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && target.endsWith(".md") && !headingsOf(target).has(anchor);
  });
  expect(lost.map(([link]) => link)).toEqual([]);
});

test("docs/README.md lists each page once: the site's side bar is made of it", () => {
  const listed = readSidebar().flatMap(({ items }) => items.map(({ link }) => `docs${link}.md`));
  expect(listed.toSorted()).toEqual(pages.filter((page) => /^docs\/.+\//.test(page)).toSorted());
});

test("a built page that leads to no page or no heading, or loads something from elsewhere, is named", () => {
  const site = join(rigsFolder(), "built-site");
  mkdirSync(join(site, "cli"), { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(site, name), text);
  write(
    "index.html",
    '<h2 id="top"></h2><a href="/docs/cli/cli.html#run"></a><a href="#top"></a><a href="/docs/"></a>',
  );
  write(
    "cli/cli.html",
    '<h2 id="run"></h2><a href="../gone.html"></a><a href="cli.html#ran"></a><img src="//a.org/x.png">',
  );
  try {
    expect(findBadLinks(site, "/docs/")).toEqual({
      pages: 2,
      bad: [
        "cli/cli.html: ../gone.html leads nowhere",
        "cli/cli.html: cli.html#ran leads nowhere",
        "cli/cli.html: loads from a.org",
      ],
    });
  } finally {
    rmSync(site, { recursive: true, force: true });
  }
});

function proseOf(page: string): string {
  return readFileSync(join(root, page), "utf8").replaceAll(/^```[^]*?^```$/gm, "");
}

const headings = new Map<string, ReadonlySet<string>>();

/** The anchors of a page, as GitHub and the site make them; the second of one name gets a number. */
function headingsOf(page: string): ReadonlySet<string> {
  const known = headings.get(page);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const [, heading = ""] of proseOf(page).matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = slugify(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)|`/g, "$1"));
    for (let at = 0; ; at += 1) {
      const anchor = at === 0 ? slug : `${slug}-${at}`;
      if (found.has(anchor)) continue;
      found.add(anchor);
      break;
    }
  }
  headings.set(page, found);
  return found;
}
