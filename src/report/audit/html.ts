import { escapeJson } from '../escape.js';
import type { PageData, Verdict } from './page-data.js';

/** The answer, in words that need no legend. */
export const ANSWERS: Readonly<Record<Verdict, string>> = {
  no: 'Not yet.',
  care: 'With care.',
  yes: 'Nothing found speaks against it.',
};

/** What a page is put together from. */
interface Parts {
  readonly data: PageData;
  readonly style: string;
  readonly script: string;
  readonly policy: string;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as text, in an element or a quoted attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

/** JSON that cannot end the element it stands in, and that shows whoever reads the file what it is made of. */
export const embedJson = (value: unknown): string =>
  escapeJson(JSON.stringify(value)).replace(/[<>&]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The document. Everything that code or file names have a part in is data, except for the project's name, which is escaped. */
export function page({ data, style, script, policy }: Parts): string {
  const project = escapeHtml(data.project);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="${escapeHtml(`${data.tool.name} ${data.tool.version}`)}">
<title>Hidden state in ${project}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the answer</a>
<header class="bar">
<p class="bar-name"><bdi>${project}</bdi></p>
<nav aria-label="Sections">
<a href="#verdict">Verdict</a>
<a href="#findings">Findings</a>
<a href="#state">State</a>
<a href="#map">Map</a>
<a href="#about">About</a>
</nav>
<button type="button" id="theme" class="quiet">Theme</button>
</header>
<main id="main" tabindex="-1">
<section id="verdict" aria-labelledby="question" data-verdict="${data.verdict}">
<h1 id="question">Can we run two replicas of this?</h1>
<p class="answer">${ANSWERS[data.verdict]}</p>
<div id="verdict-body"></div>
<noscript><p>The findings are shown by a script that lies within this file. This viewer does not run it: open the file in a browser.</p></noscript>
</section>
<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
<div id="findings-body"></div>
</section>
<section id="state" aria-labelledby="state-title">
<h2 id="state-title">State that outlives a request</h2>
<div id="state-body"></div>
</section>
<section id="map" aria-labelledby="map-title">
<h2 id="map-title">Where it lies</h2>
<div id="map-body"></div>
</section>
<section id="about" aria-labelledby="about-title">
<h2 id="about-title">About this audit</h2>
<div id="about-body"></div>
</section>
</main>
<script type="application/json" id="data">${embedJson(data)}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}
