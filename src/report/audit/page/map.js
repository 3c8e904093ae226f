import { h, svg } from './dom.js';
import { counted, SEVERITY_WORDS } from './words.js';
/** @import { MapLayout, PageData } from '../page-data.js' */

/**
 * What is known of a file with findings.
 * @typedef {{ count: number, worst: 'error' | 'warning' | 'info' }} Heat
 */

/**
 * The map of the code base, and the same as a list.
 * @param {PageData} data
 * @returns {HTMLElement[]}
 */
export function mapBody(data) {
  const heat = heatOf(data);
  const legend = h(
    'p',
    { class: 'legend' },
    `Each tile is a file, as large as its ${counted(data.lines, 'line')} have it. `,
    h('span', { class: 'key error' }, 'an error'),
    h('span', { class: 'key warning' }, 'a warning'),
    h('span', { class: 'key info' }, 'advice'),
    h('span', { class: 'key' }, 'nothing found'),
  );
  const maps = h(
    'div',
    { class: 'maps' },
    drawing(data, heat, data.maps.wide, 'wide'),
    drawing(data, heat, data.maps.tall, 'tall'),
    h('p', { class: 'tip', 'aria-hidden': 'true' }, '\u00a0'),
  );
  return [legend, maps, hotSpots(data, heat)];
}

/**
 * @param {PageData} data
 * @returns {Map<number, Heat>}
 */
function heatOf({ findings }) {
  const rank = { error: 0, warning: 1, info: 2 };
  /** @type {Map<number, Heat>} */
  const heat = new Map();
  for (const { file, severity } of findings) {
    const known = heat.get(file);
    heat.set(file, { count: (known?.count ?? 0) + 1, worst: known && rank[known.worst] <= rank[severity] ? known.worst : severity });
  }
  return heat;
}

/**
 * @param {PageData} data
 * @param {Map<number, Heat>} heat
 * @param {MapLayout} layout
 * @param {string} name
 */
function drawing(data, heat, layout, name) {
  const cold = [];
  const hot = [];
  for (let i = 0; i < layout.tiles.length; i += 5) {
    const [x = 0, y = 0, width = 0, height = 0, file = -1] = layout.tiles.slice(i, i + 5);
    const at = heat.get(file);
    const [w, t] = [Math.max(0, width - 2), Math.max(0, height - 2)];
    if (at === undefined) cold.push(`M${x + 1} ${y + 1}h${w}v${t}h${-w}z`);
    else
      hot.push(
        svg('rect', { x: x + 1, y: y + 1, width: Math.max(6, w), height: Math.max(6, t), class: `hot ${at.worst}`, 'data-file': file }),
      );
  }
  const labels = layout.folders
    .filter(({ label }) => label !== '')
    .map(({ x, y, width, label }) => svg('text', { x: x + 8, y: y + 24 }, fitting(label, width)));
  const frames = layout.folders.map(({ x, y, width, height }) => svg('rect', { x, y, width, height, rx: 4, class: 'folder' }));
  const picture = svg(
    'svg',
    {
      viewBox: `0 0 ${layout.width} ${layout.height}`,
      class: `map ${name}`,
      role: 'img',
      'aria-label': `Map of ${counted(data.files.length, 'file')}; those with findings are listed below`,
    },
    frames,
    svg('path', { d: cold.join(''), class: 'cold' }),
    hot,
    labels,
  );
  picture.addEventListener('mousemove', (event) => tell(data, heat, layout, picture, /** @type {MouseEvent} */ (event)));
  picture.addEventListener('click', (event) => {
    const file = fileAt(layout, picture, /** @type {MouseEvent} */ (event));
    if (heat.has(file)) location.hash = `path=${encodeURIComponent(data.files[file] ?? '')}`;
  });
  return picture;
}

/**
 * As much of a label as fits.
 * @param {string} label
 * @param {number} width
 */
function fitting(label, width) {
  const room = Math.floor((width - 16) / 12);
  return label.length <= room ? label : `${label.slice(0, Math.max(1, room - 1))}…`;
}

/**
 * The file under the pointer, or -1.
 * @param {MapLayout} layout
 * @param {SVGElement} picture
 * @param {MouseEvent} event
 */
function fileAt({ tiles, width }, picture, event) {
  const box = picture.getBoundingClientRect();
  const scale = width / box.width;
  const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  for (let i = 0; i < tiles.length; i += 5) {
    const [left = 0, top = 0, w = 0, t = 0, file = -1] = tiles.slice(i, i + 5);
    if (x >= left && x < left + w && y >= top && y < top + t) return file;
  }
  return -1;
}

/**
 * @param {PageData} data
 * @param {Map<number, Heat>} heat
 * @param {MapLayout} layout
 * @param {SVGElement} picture
 * @param {MouseEvent} event
 */
function tell(data, heat, layout, picture, event) {
  const tip = picture.parentElement?.querySelector('.tip');
  const file = fileAt(layout, picture, event);
  const found = heat.get(file);
  picture.classList.toggle('points', found !== undefined);
  if (tip) tip.textContent = file < 0 ? '\u00a0' : `${data.files[file] ?? ''}${found ? ` · ${counted(found.count, 'finding')}` : ''}`;
}

/** Hot spots that are listed. */
const LISTED = 12;

/**
 * @param {PageData} data
 * @param {Map<number, Heat>} heat
 */
function hotSpots(data, heat) {
  const rank = { error: 0, warning: 1, info: 2 };
  const spots = [...heat].sort(([a, x], [b, y]) => rank[x.worst] - rank[y.worst] || y.count - x.count || a - b);
  if (spots.length === 0) return h('p', null, 'No file has a finding.');
  const item = (/** @type {[number, Heat]} */ [file, { count, worst }]) => {
    const path = data.files[file] ?? '';
    return h(
      'li',
      null,
      h('span', { class: `dot ${worst}`, 'aria-hidden': 'true' }),
      h('a', { href: `#path=${encodeURIComponent(path)}` }, h('bdi', null, path)),
      h('span', { class: 'faint' }, `${counted(count, 'finding')}, ${SEVERITY_WORDS[worst].toLowerCase()} at worst`),
    );
  };
  const rest = spots.slice(LISTED);
  return h(
    'div',
    { class: 'spots' },
    h('h3', null, 'Hot spots'),
    h('ul', null, spots.slice(0, LISTED).map(item)),
    rest.length > 0 && h('details', null, h('summary', null, counted(rest.length, 'more file')), h('ul', null, rest.map(item))),
  );
}
