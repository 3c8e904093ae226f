import { aboutBody } from './about.js';
import { byId } from './dom.js';
import { EVERYTHING } from './filters.js';
import { createFindings } from './findings.js';
import { mapBody } from './map.js';
import { stateBody } from './state.js';
import { setUpTheme } from './theme.js';
import { verdictBody } from './verdict.js';
/** @import { PageData } from '../page-data.js' */

/** Fills the page from its data, and follows its links: `#finding=<id>`, `#harm=…&package=…`, and those to its sections. */
function main() {
  /** @type {PageData} */
  const data = JSON.parse(byId('data').textContent ?? '');
  setUpTheme(byId('theme'));
  byId('verdict-body').append(...verdictBody(data));
  const findings = createFindings(data);
  byId('findings-body').append(...findings.elements);
  byId('state-body').append(...stateBody(data));
  byId('map-body').append(...mapBody(data));
  byId('about-body').append(...aboutBody(data));
  const follow = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    const finding = asked.get('finding');
    if (finding !== null) return void findings.open(finding);
    document.getElementById(location.hash.slice(1))?.scrollIntoView(); // it had no height yet when the browser looked
    const query = Object.fromEntries([...asked].filter(([key]) => Object.hasOwn(EVERYTHING, key)));
    if (Object.keys(query).length > 0) findings.filter(query);
  };
  addEventListener('hashchange', follow);
  // A link that is asked for again leads there again, though the address stays.
  addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    if (link?.getAttribute('href') === location.hash) follow();
  });
  follow();
  document.documentElement.dataset['ready'] = '';
}

main();
