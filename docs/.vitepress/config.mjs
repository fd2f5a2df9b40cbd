// The documentation site: `npm run docs` serves it, `npm run docs -- --build` builds it (scripts/docs.mjs).
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitepress";
import { readMarkdownRules, slugify } from "./markdown.mjs";
import { readSidebar } from "./sidebar.mjs";

const DESCRIPTION = "Run the experiment, and the data hands itself off: verified, durable, submitted, visible.";

/** GitHub shows docs/README.md as the list of the pages; here it gets a head that is shown nowhere else. */
const HOME = {
  layout: "home",
  hero: {
    name: "Rigline",
    text: "Run the experiment. The data hands itself off.",
    tagline:
      "A launcher for sessions at rigs, and a daemon that copies what they record: every byte read back, nothing left behind.",
    image: { src: "/logo.svg", alt: "" },
    actions: [
      { theme: "brand", text: "Ten minutes to a rig", link: "/start/tutorial" },
      { theme: "alt", text: "Install", link: "/start/on-a-rig" },
      { theme: "alt", text: "Something went wrong", link: "/errors/something-went-wrong" },
    ],
  },
};

/** Made by typedoc from the sources; docs/api is not in the checkout. */
const API = {
  text: "API",
  collapsed: true,
  items: ["core", "core/testing", "manifest", "watchdog-plugin"].map((name) => ({
    text: `@rigline/${name}`,
    link: `/api/@rigline/${name}`,
  })),
};

export default defineConfig({
  title: "Rigline",
  description: DESCRIPTION,
  lang: "en",
  rewrites: { "README.md": "index.md" },
  transformHead: ({ siteData: { base } }) => [
    ["link", { rel: "icon", type: "image/svg+xml", href: `${base}logo.svg` }],
  ],
  // A plain file server adds no `.html`.
  cleanUrls: false,
  lastUpdated: false,
  markdown: {
    // A `<name>` in a text is text: no page has HTML of its own.
    config: (renderer) => void renderer.set({ html: false }).use(readMarkdownRules),
    anchor: { slugify },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    languageAlias: { console: "shellsession", ini: "dotenv" },
  },
  // The list of the search, and the pages of the API, are as large as they are.
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  transformPageData: (page) => {
    if (page.relativePath === "index.md") return { frontmatter: HOME, title: "Rigline", titleTemplate: DESCRIPTION };
    // Hundreds of codes and names would stand in the page's margin.
    const isLong = page.relativePath === "errors/errors.md" || page.relativePath.startsWith("api/");
    return isLong ? { frontmatter: { ...page.frontmatter, outline: 2 } } : undefined;
  },
  // A picture that a page shows is taken along; one that it only leads to is not.
  buildEnd: ({ srcDir, pages, outDir }) => {
    for (const room of new Set(pages.map((page) => page.split("/")[0] ?? "").filter((name) => !name.includes("."))))
      for (const file of readdirSync(join(srcDir, room)).filter((name) => name.endsWith(".png")))
        cpSync(join(srcDir, room, file), join(outDir, room, file));
  },
  themeConfig: {
    logo: "/logo.svg",
    siteTitle: "Rigline",
    nav: [
      { text: "Start", link: "/start/tutorial" },
      { text: "At the rig", link: "/cli/cli" },
      { text: "Hand-off", link: "/watchdog-plugin/hand-off" },
      { text: "Plugins", link: "/plugins/tutorial" },
      { text: "API", link: "/api/" },
    ],
    sidebar: [...readSidebar(), API],
    outline: { level: [2, 3] },
    docFooter: { prev: "Before", next: "Next" },
    search: {
      provider: "local",
      options: {
        // The API is found by its own list; its thousands of headings would stand before every page for people.
        _render: (text, env, renderer) => (env.relativePath.startsWith("api/") ? "" : renderer.render(text, env)),
        miniSearch: { searchOptions: { fuzzy: 0.2, prefix: true, boost: { title: 4, titles: 2, text: 1 } } },
      },
    },
  },
});
